"""Speed of the matching engine: n lines against n open items, and the same doubled.

    python benchmarks/matching.py [--lines 100000] [--rounds 3]

The mix is that of an ordinary company: four in ten lines carry an OGM, three in ten a document number in free text, the
rest an account, an amount or nothing. The time of the index is given apart and counted in the speed.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from financial.matching import Line, Matcher, OpenItem, Relation

OWN = "BE68539007547034"
DAY = date(2026, 1, 5)
GOAL_SPEED, GOAL_RATIO = 40_000, 2.3


def make(count: int) -> tuple[list[Relation], list[OpenItem], list[Line]]:
    """Relations, items and lines: one relation per five items, the lines by date, as statements bring them."""
    rng = random.Random(count)
    relations = [_relation(number) for number in range(count // 5)]
    items = [_item(number, relations[rng.randrange(len(relations))], rng) for number in range(count)]
    known = {(relation.kind, relation.number): relation for relation in relations}
    lines = []
    for place, number in enumerate(rng.sample(range(count), count)):
        item = items[number]
        day = DAY + timedelta(days=1 + place * 200 // count)
        lines.append(_line(number, item, known[item.kind, item.relation], day, rng))
    return relations, items, lines


def _iban(number: int) -> str:
    base = f"{10**9 + number * 7919 % (9 * 10**9):010d}"
    account = base + f"{int(base) % 97 or 97:02d}"
    return f"BE{98 - int(account + '111400') % 97:02d}{account}"


def _relation(number: int) -> Relation:
    if number % 2:
        return Relation("customer", f"{400000 + number}", f"Firma {number} BV", (_iban(number),))
    return Relation("supplier", f"{440000 + number}", f"Leverancier {number} NV", (_iban(number),))


def _item(number: int, relation: Relation, rng: random.Random) -> OpenItem:
    amount = Decimal(rng.randrange(500, 900_000)) / 100
    base = f"{number + 10**8:010d}"
    customer = relation.kind == "customer"
    return OpenItem(
        relation.kind,
        relation.number,
        f"VF{2020 + number % 6}/{number:06d}" if customer else f"AF{number:07d}",
        amount if customer else -amount,
        external_document="" if customer else f"{2020 + number % 6}-{number * 13 % 1000003:06d}",
        ogm=base + f"{int(base) % 97 or 97:02d}",
        date=DAY,
        due=DAY + timedelta(days=30),
    )


def _line(number: int, item: OpenItem, relation: Relation, day: date, rng: random.Random) -> Line:
    """A payment of this item, in one of the ways in which payers write."""
    shown = item.document if item.kind == "customer" else item.external_document
    chance = rng.random()
    more: dict[str, str] = {"counterparty_account": relation.ibans[0], "counterparty_name": relation.name.upper()}
    if chance < 0.4:
        more |= {"communication_type": "101", "communication": item.ogm}
    elif chance < 0.5:
        more["communication"] = f"betaling +++{item.ogm[:3]}/{item.ogm[3:7]}/{item.ogm[7:]}+++ dank u"
    elif chance < 0.7:
        more["communication"] = f"Uw factuur {shown} dd {day:%d/%m/%Y} met dank"
    elif chance < 0.8:
        more["communication"] = f"FACT {shown.replace('/', ' ')} KLANT"
    elif chance < 0.9:
        more["communication"] = rng.choice(("", "betaling", "voorschot 2 dossier 4711"))
    elif chance < 0.95:
        more = {"counterparty_account": _iban(10**6 + number), "counterparty_name": "ONBEKEND"}
    else:
        more = {"communication": f"aankoop {rng.randrange(10**6)} COLRUYT 9000 GENT"}
    return Line(number, OWN, item.open, day, family="01", transaction="50", category="000", **more)  # type: ignore[arg-type]


def run(count: int, rounds: int) -> tuple[float, float, float]:
    """The best times of `rounds`: of the index, of the matching, and the share of lines placed."""
    relations, items, lines = make(count)
    index = matching = float("inf")
    placed = 0
    for _ in range(rounds):
        gc.collect()
        start = process_time()
        matcher = Matcher(own_accounts=[OWN], relations=relations, open_items=items)
        built = process_time()
        results = matcher.match(lines)
        end = process_time()
        placed = sum(result.status != "" for result in results)
        index, matching = min(index, built - start), min(matching, end - built)
    return index, matching, placed / count


def main() -> int:
    """Prints the table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print("| lines = items | index s | matching s | lines/s with index | lines/s | placed |")
    print("|---|---|---|---|---|---|")
    totals = []
    for count in (options.lines, options.lines * 2):
        index, matching, placed = run(count, options.rounds)
        totals.append(index + matching)
        speed = count / (index + matching)
        print(f"| {count:,} | {index:.2f} | {matching:.2f} | {speed:,.0f} | {count / matching:,.0f} | {placed:.1%} |")
    ratio = totals[1] / totals[0]
    print(f"\ntwice as much takes {ratio:.2f} × the time; goals: ≥ {GOAL_SPEED:,} lines/s, ≤ {GOAL_RATIO}")
    return 0 if options.lines / totals[0] >= GOAL_SPEED and ratio <= GOAL_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
