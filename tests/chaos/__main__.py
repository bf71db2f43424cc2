"""`python -m tests.chaos --minutes 30`: exit status 0 when every claim of the ledger holds."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chaos.house import House
from tests.chaos.source import Source
from tests.chaos.troubles import TROUBLES, faults, order

if TYPE_CHECKING:
    from tests.chaos.ledger import Proof
    from tests.chaos.stage import People

BACKLOG = 8
TROUBLE_EVERY_SECONDS = 6.0
FAULTS_EVERY_SECONDS = 4.0
MORE_EVERY_SECONDS = 0.25
LOOK_EVERY_SECONDS = 1.0
CALM_SECONDS = 180.0
SHOWN = 10


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    folder = Path(tempfile.mkdtemp(prefix="afpunt-chaos-"))
    source = Source(options.seed)
    source.fill(BACKLOG)
    with House(folder, source.world) as house:
        proofs = _run(house, source, minutes=options.minutes, seed=options.seed)
    held = _print(proofs)
    if held:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"Logs: {folder / 'logs'}")
    return 0 if held else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def _run(house: House, source: Source, *, minutes: float, seed: int) -> "list[Proof]":
    """Everything after the servers are up; Django may be imported from here on."""
    import django

    django.setup()
    from tests.chaos import ledger, stage

    offices = stage.prepare(source, house.sandbox)
    people = stage.People(offices, house.sandbox)
    house.start_workers()
    day = BadDay(house, source, people, seed=seed)
    day.play(minutes * 60)
    day.calm_down()
    print(day.story())
    proofs = ledger.prove(source, offices, house.sandbox.ledger())
    return [*proofs, ledger.prove_silence(house.secrets(), house.logs())]


class BadDay:
    """New documents, impatient people, faults and troubles, each at its own pace."""

    def __init__(self, house: House, source: Source, people: "People", *, seed: int) -> None:
        self._house, self._source, self._people = house, source, people
        self._dice = random.Random(seed)
        self._order = order(self._dice)
        self._met: dict[str, int] = dict.fromkeys(TROUBLES, 0)
        self._redelivered = 0

    def play(self, seconds: float) -> None:
        paces = {
            self._more: MORE_EVERY_SECONDS,
            self._people.look: LOOK_EVERY_SECONDS,
            self._change_faults: FAULTS_EVERY_SECONDS,
            self._trouble: TROUBLE_EVERY_SECONDS,
        }
        start = time.monotonic()
        due = {act: start + pace for act, pace in paces.items()}
        while (now := time.monotonic()) < start + seconds:
            for act, pace in paces.items():
                if due[act] <= now:
                    act()
                    due[act] = time.monotonic() + pace
            time.sleep(0.05)

    def calm_down(self) -> None:
        """No more faults, workers up, and people who look until nothing is left on offer, or time is up."""
        self._house.sandbox.play([], seed=1)
        end = time.monotonic() + CALM_SECONDS
        while time.monotonic() < end:
            self._house.start_workers()
            self._people.look()
            time.sleep(LOOK_EVERY_SECONDS)
            if self._people.all_done() and self._people.has_all(self._source) and not self._pending():
                return

    def _pending(self) -> bool:
        """Whether an office with a token has something left to acknowledge."""
        rows = self._house.sandbox.ledger()
        return any(row["pending"] for row in rows if row["office"] != self._source.by_consent.username)

    def story(self) -> str:
        """What happened, in a few lines."""
        met = "\n".join(f"  {times:4} x {name}" for name, times in self._met.items())
        people = f"{self._people.presses} checks asked for, {self._people.tokens} new tokens"
        return f"{len(self._source.offers)} documents, {self._redelivered} asked for again, {people}\n{met}"

    def _more(self) -> None:
        self._house.sandbox.add(*self._source.more())
        if self._dice.random() < 0.05:
            by_token = [offer for offer in self._source.offers if offer.office != self._source.by_consent.name]
            self._house.sandbox.redeliver([self._dice.choice(by_token).external_id])
            self._redelivered += 1

    def _change_faults(self) -> None:
        self._house.sandbox.play(faults(self._dice), seed=self._dice.randrange(1_000_000))

    def _trouble(self) -> None:
        name = next(self._order)
        TROUBLES[name](self._house)
        self._met[name] += 1
        self._people.come_back()
        self._house.start_workers()


def _print(proofs: "list[Proof]") -> bool:
    print("\nLedger of proof")
    for proof in proofs:
        print(f"  {'holds ' if not proof.broken else 'BROKEN'}  {proof.claim} ({proof.checked} checked)")
        for broken in proof.broken[:SHOWN]:
            print(f"            {broken}")
    return not any(proof.broken for proof in proofs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
