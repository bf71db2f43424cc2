"""A year in the life of a demo company: invoices out and in, and the movements that pay them. Same seed, same year."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from portal.demo.cast import Account, Company, Party, ogm

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice sent (customer) or received (supplier); `gross` is positive, VAT 21 % included."""

    party: Party
    is_sale: bool
    number: str
    day: date
    due: date
    net: Decimal
    ogm: str

    @property
    def gross(self) -> Decimal:
        return (self.net * Decimal("1.21")).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Event:
    """A movement on a bank account. `code` is family, transaction and category; `pays` the bill it settles."""

    day: date
    amount: Decimal
    name: str
    iban: str
    text: str
    code: str
    ogm: str = ""
    pays: Bill | None = None
    details: tuple["Event", ...] = ()


@dataclass(slots=True)
class Year:
    """Everything that happened to a company until `until`, per account in order of day."""

    company: Company
    until: date
    bills: list[Bill] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=dict)


def live(company: Company, until: date) -> Year:
    """The company's last twelve months."""
    rng = random.Random(company.seed)  # noqa: S311 - a demo, and it must be the same each time
    year = Year(company, until)
    start = until - timedelta(days=365)
    months = [_shift(start.replace(day=1), n) for n in range(14)]
    for month in months:
        year.bills += [bill for bill in _bills(company, month, rng) if start <= bill.day <= until]
    main, *others = company.accounts
    paid = list(_payments(year.bills, rng))
    events = [
        *paid,
        *(e for month in months for e in _routine(company, month, rng)),
        *_puzzles(year.bills, paid, until),
    ]
    year.events[main.code] = _ordered(events, start, until)
    for account in others:
        year.events[account.code] = _ordered(_quiet_year(account, main, months, rng), start, until)
    return year


def _shift(month: date, n: int) -> date:
    years, index = divmod(month.month - 1 + n, 12)
    return date(month.year + years, index + 1, 1)


def _ordered(events: list[Event], start: date, until: date) -> list[Event]:
    """Banks book on working days: what falls in a weekend stands on the Monday."""
    moved = (
        replace(e, day=e.day + timedelta(days=max(0, 7 - e.day.weekday()) if e.day.weekday() > 4 else 0))
        for e in events
    )
    return sorted((e for e in moved if start <= e.day <= until), key=lambda e: (e.day, e.name, e.amount))


def _bills(company: Company, month: date, rng: random.Random) -> Iterator[Bill]:
    for index, party in enumerate(company.customers):
        if rng.random() < 0.85:
            number = f"VF{month.year}-{(month.month * 40 + index):04d}"
            yield _bill(company, party, number, month, rng, is_sale=True)
    for party in company.suppliers:
        yield _bill(company, party, f"{party.number[-3:]}{month:%y%m}{rng.randint(10, 99)}", month, rng, is_sale=False)


def _bill(company: Company, party: Party, number: str, month: date, rng: random.Random, *, is_sale: bool) -> Bill:
    day = month + timedelta(days=rng.randint(0, 26))
    net = (Decimal(party.monthly) * Decimal(rng.randint(70, 140)) / 100).quantize(CENT) + Decimal(
        rng.randint(0, 99)
    ) / 100
    reference = ogm(rng.randint(10**8, 10**10 - 1))
    return Bill(party, is_sale, number, day, day + timedelta(days=30), net, reference)


def _payments(bills: list[Bill], rng: random.Random) -> Iterator[Event]:
    for bill in bills:
        if rng.random() < 0.04:
            continue  # some are simply not paid yet
        day = bill.day + timedelta(days=rng.randint(9, 38) if bill.is_sale else rng.randint(18, 30))
        sign, code = (1, "0150000") if bill.is_sale else (-1, "0101000")
        yield Event(day, sign * bill.gross, bill.party.name, bill.party.iban, *_said(bill, code, rng), pays=bill)


def _puzzles(bills: list[Bill], paid: list[Event], until: date) -> Iterator[Event]:
    """What an accountant has to look at: customers who pay from an account nobody knows and say little."""
    settled = {event.pays for event in paid}
    unpaid = [bill for bill in bills if bill.is_sale and bill not in settled][-3:]
    names = ("J. Goossens", "Familie De Smet", "Boekhouding Sint-Anna")
    for days, (bill, name) in enumerate(zip(unpaid, names, strict=False), start=2):
        amount = bill.gross if days != 3 else bill.gross - 25
        text = "" if days == 2 else f"fact {bill.number[-4:]} met dank"
        yield Event(until - timedelta(days=days), amount, name, "", text, "0150000")
    yield Event(until - timedelta(days=5), Decimal("-61.40"), "Tankstation Leieboord", "", "Kaart 19:48", "0402000")


def _said(bill: Bill, code: str, rng: random.Random) -> tuple[str, str, str]:
    """What stands in the communication, the transaction code, and the OGM if that is what was used."""
    dice = rng.random()
    if dice < 0.68:
        return "", code, bill.ogm
    if dice < 0.9:
        return f"Factuur {bill.number}", code, ""
    return rng.choice(["betaling", "bedankt", "zie bijlage"]), code, ""


def _routine(company: Company, month: date, rng: random.Random) -> Iterator[Event]:
    """What comes back every month: card sales, wages in one order, costs, taxes."""
    bank = company.accounts[0].name.split()[0]
    for week in range(4):
        day, cards = month + timedelta(days=7 * week + 1), rng.randint(14, 41)
        amount = Decimal(rng.randint(60_000, 190_000)) / 100
        yield Event(day, amount, f"Terminalverkopen {day:%d/%m}", "", f"Bancontact, {cards} kaartbetalingen", "0450000")
    yield Event(month + timedelta(days=27), Decimal("-12.40"), bank, "", "Beheerskosten", "3537000")
    yield _wages(company, month + timedelta(days=24), rng)
    yield Event(
        month + timedelta(days=4),
        Decimal("-1184.36"),
        "RSZ",
        "BE63679169185808",
        "Voorschot sociale bijdragen",
        "0101000",
    )
    if month.month % 3 == 1:
        yield Event(month + timedelta(days=19), Decimal(-rng.randint(280_000, 560_000)) / 100, "FOD Financiën - btw",
                    "BE22679200300047", "", "0101000", ogm=ogm(int(company.enterprise_number)))  # fmt: skip


def _wages(company: Company, day: date, rng: random.Random) -> Event:
    """One collective order with its details, as a payroll office makes it."""
    names = ("An Peeters", "Joris Willems", "Mieke Jacobs", "Sam Goossens")
    details = tuple(
        Event(day, Decimal(-rng.randint(172_000, 244_000)) / 100, name, party.iban, f"Loon {day:%m/%Y}", "0105000")
        for name, party in zip(names, company.customers[-4:], strict=True)
    )
    return Event(day, sum((d.amount for d in details), Decimal(0)), "Verzamelopdracht lonen", "", f"Lonen {day:%m/%Y}",
                 "0107000", details=details)  # fmt: skip


def _quiet_year(account: Account, main: Account, months: list[date], rng: random.Random) -> list[Event]:
    """A savings or spare account: now and then money from the main account, interest at new year."""
    events = []
    for month in months[::2]:
        amount = Decimal(rng.randint(2, 9) * 250)
        events.append(
            Event(month + timedelta(days=11), amount, "Eigen rekening", main.iban, f"Naar {account.name}", "0150000")
        )
    return [*events, Event(date(months[-1].year, 1, 4), Decimal("184.20"), account.name, "", "Interest", "3501000")]
