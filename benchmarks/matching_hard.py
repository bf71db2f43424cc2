"""Scenarios of a second mind: strangers who pay, namesakes, numbers of few digits, lists cut short, set-offs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.matching_dossier import OWN, Dossier, Label, Party
from benchmarks.matching_labels import CENT, latest, pays, shown, side
from financial.matching import OpenItem


def _stranger(d: Dossier) -> dict[str, str]:
    """Somebody whom the books do not know."""
    return {"counterparty_account": d.iban(), "counterparty_name": d.rng.choice(("", "ZZYX QWV"))}


def _part(d: Dossier, item: OpenItem) -> Decimal:
    return (item.open * d.rng.choice((Decimal("0.33"), Decimal("0.5"), Decimal("0.8")))).quantize(CENT) + CENT


def _numbered(d: Dossier, *numbers: str, **more: object) -> tuple[Party, list[OpenItem]]:
    """A customer with invoices of these numbers."""
    party = d.party("customer")
    items = [replace(d.item(party, d.amount(common=False), **more), document=number) for number in numbers]
    d.items[-len(items) :] = items
    return party, items


def ogm_by_stranger(d: Dossier) -> None:
    """Whoever pays: a right OGM is followed, for a part and for more than is open."""
    party, digits = d.party("customer"), d.ogm()
    item = d.item(party, d.amount(common=False), ogm=digits)
    amount = d.rng.choice((_part(d, item), item.open + CENT, item.open + 10))
    laid = min(amount, item.open)
    label = Label("ogm by a stranger", party.key, {(item.relation, item.document): laid})
    kind, text = d.rng.choice((("101", digits), ("", f"{digits[:3]}/{digits[3:7]}/{digits[7:]}")))
    d.line(label, amount, after=item.date, communication_type=kind, communication=text, **_stranger(d))


def number_before_year(d: Dossier) -> None:
    """`97-2026` is called number 97."""
    number = str(d.rng.randrange(10, 9999))
    party, (item,) = _numbered(d, f"{number}{d.rng.choice('-/')}2025")
    text = d.rng.choice(("factuur {}", "fact {}", "facture {} merci", "{}/2025", "{}-2025")).format(number)
    d.line(pays("number before year", party, item), item.open, after=item.date, party=party, communication=text)


def number_with_dot(d: Dossier) -> None:
    """`2025.62` is not an amount, also when a part is paid."""
    number = f"2025.{d.rng.randrange(10, 99)}"
    if any(item.document == number for item in d.items):
        return
    party, (item,) = _numbered(d, number)
    amount = d.rng.choice((item.open, _part(d, item)))
    label = Label("number with a dot", party.key, {(item.relation, item.document): amount})
    text = d.rng.choice(("factuur {}", "voorschot {}", "{} schijf 1", "facture {} merci"))
    d.line(label, amount, after=item.date, party=party, communication=text.format(number))


def few_digits(d: Dossier) -> None:
    """A small firm: invoice 12. Together they add up, whoever pays; a part needs the account."""
    first = d.rng.randrange(10, 900)
    party, items = _numbered(d, *(str(first + step) for step in (0, 1, 3)), date=d.day())
    known = d.rng.random() < 0.5
    payer = {"party": party} if known else {"counterparty_account": d.iban(), "counterparty_name": party.relation.name}
    if known and d.rng.random() < 0.4:
        amount = _part(d, items[0])
        label = Label("few digits", party.key, {(items[0].relation, items[0].document): amount})
        d.line(label, amount, after=items[0].date, communication=f"factuur {first} deel 1", **payer)
        return
    paid = items[: d.rng.randrange(1, 4)]
    text = f"facturen {', '.join(item.document for item in paid)}"
    total = sum((item.open for item in paid), Decimal(0))
    d.line(pays("few digits", party, *paid), total, after=latest(paid), communication=text, **payer)


def list_cut_short(d: Dossier) -> None:
    """`2025/0123, 124 en 126`, `2025/0123-0125`, `2025/0123 t.e.m. 2025/0125`."""
    first, count = d.rng.randrange(1000, 9000) // 10 * 10, d.rng.randrange(2, 5)
    stem = d.rng.choice(("2025/", "VF-2025-", "F25/"))
    party, items = _numbered(d, *(f"{stem}{first + step}" for step in range(count)), date=d.day())
    start, ends = items[0].document, [item.document[-3:] for item in items[1:]]
    texts = [f"{start}, {', '.join(ends)}", f"facturen {start} t.e.m. {ends[-1]}", f"{start} tot {items[-1].document}"]
    texts += [f"fact {start}-{ends[0]}"] if count == 2 else [f"{start} / {' / '.join(ends)}"]
    total = sum((item.open for item in items), Decimal(0))
    text = d.rng.choice(texts)
    d.line(pays("list cut short", party, *items), total, after=latest(items), party=party, communication=text)


def list_with_a_settled_one(d: Dossier) -> None:
    party = d.party(side(d))
    day = d.day()
    one, settled, other = (d.item(party, d.amount(common=False), date=day) for _ in range(3))
    d.items[d.items.index(settled)] = replace(settled, open=Decimal("0.00"))
    text = f"facturen {shown(one)}, {shown(settled)} en {shown(other)}"
    label = pays("list with a settled one", party, one, other)
    d.line(label, one.open + other.open, after=day, party=party, communication=text)


def credit_only_named(d: Dossier) -> None:
    """Only one of the two is named, the other makes up the difference."""
    party = d.party(side(d))
    day = d.day()
    invoice = d.item(party, d.amount(common=False) + 500, date=day)
    credit = d.item(party, (abs(invoice.open) / 7).quantize(CENT), credit=True, date=day)
    text = f"min creditnota {shown(d.rng.choice((invoice, credit)))}"
    label = pays("one of two named", party, invoice, credit)
    d.line(label, invoice.open + credit.open, after=day, party=party, communication=text)


def namesake(d: Dossier) -> None:
    """Somebody with the same family or first name pays something else; the digits are also an invoice number."""
    words = d.rng.choice((("Verbruggen Tine", "VERBRUGGEN HUGO"), ("Callebaut Rita", "VAN ACKER RITA")))
    party = d.party("customer", known=False)
    named = replace(party, relation=replace(party.relation, name=f"{words[0]} {d.serial}"))
    d.parties[-1] = named
    item = d.item(named)
    text = d.rng.choice(("reservatie {}", "lot {}", "{}", "{} stuks")).format(item.document)
    label = Label("namesake", None, {}, decidable=False)
    payer = {"counterparty_account": d.iban(), "counterparty_name": words[1]}
    d.line(label, _part(d, item), after=item.date, communication=text, **payer)


def their_reference_too(d: Dossier) -> None:
    """`uw factuur … onze ref …`: their number is somebody else's invoice in our books."""
    party, other = d.party("customer", known=d.rng.random() < 0.5), d.party("customer")
    item, strange = d.item(party, d.amount(common=False)), d.item(other, d.amount(common=False))
    text = d.rng.choice(("uw factuur {} onze ref {}", "factuur {} / our ref {}", "Invoice {} PO {}", "{} ({})"))
    said = text.format(item.document, strange.document)
    label = pays("their reference too", party, item)
    d.line(label, item.open, after=latest([item, strange]), party=party, communication=said)


def same_by_account_twice(d: Dossier) -> None:
    """The same transfer twice while one invoice is open: the second one settles nothing."""
    party = d.party("customer")
    item = d.item(party, d.amount(common=False))
    first = d.line(pays("account, paid twice", party, item), item.open, after=item.date, party=party)
    d.line(Label("account, paid twice", party.key), item.open, party=party)
    d.lines[-1] = replace(d.lines[-1], date=first.date + timedelta(days=2))


def letters_within(d: Dossier) -> None:
    """`2025V0123` typed without its letter, or with a word grown on to it."""
    number = d.rng.randrange(1000, 9999)
    party, (item,) = _numbered(d, f"2025V{number}")
    text = d.rng.choice(("factuur 2025{}", "2025V{}", "factuur2025V{}", "FACT.2025{}/KLANT")).format(number)
    d.line(pays("letters within", party, item), item.open, after=item.date, communication=text, **_stranger(d))


def like_a_vat_number(d: Dossier) -> None:
    """Nine digits that check as an enterprise number, behind a word for an invoice."""
    base = f"0{d.rng.randrange(2_025_000, 2_026_000)}"
    number = f"{base}{97 - int(base) % 97:02d}"[1:]
    party, (item,) = _numbered(d, number)
    amount = _part(d, item)
    label = Label("like a VAT number", party.key, {(item.relation, item.document): amount})
    d.line(label, amount, after=item.date, party=party, communication=f"voorschot factuur {number}")


def card_slip(d: Dossier) -> None:
    """A purchase by card whose terminal number is a supplier's invoice number."""
    item = d.item(d.party("supplier", known=False))
    digits = re.sub(r"\D", "", item.external_document)
    text = f"6703 0012 3456 7890 {digits} SHOP GENT 12/05 14:32"
    label = Label("card slip", None, {}, decidable=False)
    d.line(label, -d.amount(common=False), after=item.date, family="04", transaction="02", communication=text)


def from_own_account(d: Dossier) -> None:
    """A transfer between own accounts is no payment, whatever its text names."""
    item = d.item(d.party("customer"))
    label = Label("own transfer", None, {}, decidable=False)
    d.line(label, item.open, after=item.date, counterparty_account=OWN, communication=f"factuur {item.document}")
