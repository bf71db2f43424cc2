"""A made-up Belgian dossier that grows scenario by scenario, and what each of its lines truly pays.

Everything is invented from a seeded generator: names, accounts (with right check digits), numbers and amounts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from financial.matching import Case, CodingRule, Line, OpenItem, Relation, Settings
from financial.matching.model import Kind

OWN = "BE68539007547034"
SAVINGS = "BE43068999999501"
START = date(2025, 1, 1)
_FIRST = "Jan Piet Els An Tom Sofie Karel Marie Luc Nele Hugo Ilse Wim Leen Bart Griet Jos Rita Koen Tine".split()  # noqa: SIM905
_LAST = (  # noqa: SIM905
    "Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De_Smet Dubois Lambert Martin Dupont Simon "
    "Laurent Leroy Van_Damme Verhaegen Hermans Aerts Michiels Hendrickx Desmet Bogaert Cools Segers Pauwels Lemmens"
).split()
_TRADES = (  # noqa: SIM905
    "Bakkerij Garage Drukkerij Schrijnwerkerij Elektro Boekhandel Tuinen Bouw Transport Immo Consulting Optiek "
    "Apotheek Menuiserie Boulangerie Toitures Peinture Logistics Software Catering Verzekeringen Fietsen "
    "Meubelen Dakwerken"
).split()
_FORMS = ("BV", "NV", "SRL", "SA", "VOF", "Comm.V")
COMMON = tuple(map(Decimal, ("50.00", "60.50", "100.00", "121.00", "150.00", "242.00", "250.00", "500.00", "1210.00")))
STYLES = (
    "{y}{n:04d}",
    "VF-{y}/{n:04d}",
    "{y}/{n}",
    "F{n:06d}",
    "INV{y}.{n:04d}",
    "{s}-{n:05d}",
    "{n:05d}",
    "V{s}{n:05d}",
    "{y}-{n:03d}-B",
    "{s}/{n:04d}",
    "{n:04d}",
    "FA {y} {n:05d}",
    "{y}00{n:05d}",
)


@dataclass
class Label:
    """What a line truly pays. `decidable` when the data says so; `proposals` holds what at least must be offered."""

    scenario: str
    owner: tuple[str, str] | None = None
    pays: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    decidable: bool = True
    indirect: bool = False


@dataclass
class Party:
    """A relation and how it numbers and pays."""

    relation: Relation
    iban: str
    style: str
    next_number: int

    @property
    def key(self) -> tuple[str, str]:
        return self.relation.kind, self.relation.number


class Dossier:
    """The growing input and its labels."""

    def __init__(self, seed: int, same_amounts: float = 0.25) -> None:
        self.seed = seed
        self.same_amounts = same_amounts
        self.rng = random.Random(seed)
        self.parties: list[Party] = []
        self.items: list[OpenItem] = []
        self.lines: list[Line] = []
        self.labels: dict[str, Label] = {}
        self.rules: list[CodingRule] = []
        self.style = self.rng.choice(STYLES)
        self.number = self.rng.randrange(1, 900)
        self.serial = 0
        self.used = set(COMMON)

    def case(self) -> Case:
        """The input, its items and lines in an order that tells nothing."""
        items, lines = list(self.items), list(self.lines)
        self.rng.shuffle(items)
        return Case(
            own_accounts=(OWN, SAVINGS),
            relations=tuple(party.relation for party in self.parties),
            open_items=tuple(items),
            coding_rules=tuple(self.rules),
            settings=Settings(),
            lines=tuple(sorted(lines, key=lambda line: (line.date, str(line.id)))),
        )

    def iban(self) -> str:
        """A Belgian account number with right check digits."""
        base = f"{self.rng.randrange(10**10):010d}"
        number = base + f"{int(base) % 97 or 97:02d}"
        return f"BE{98 - int(number + '111400') % 97:02d}{number}"

    def ogm(self) -> str:
        """A structured communication, twelve digits."""
        base = f"{self.rng.randrange(10**10):010d}"
        return base + f"{int(base) % 97 or 97:02d}"

    def name(self) -> str:
        """A person or a firm."""
        person = f"{self.rng.choice(_LAST)} {self.rng.choice(_FIRST)}".replace("_", " ")
        if self.rng.random() < 0.4:
            return person
        return f"{self.rng.choice(_TRADES)} {self.rng.choice(_LAST).replace('_', ' ')} {self.rng.choice(_FORMS)}"

    def party(self, kind: Kind, *, known: bool = True) -> Party:
        """A new relation; `known` when the books hold its account."""
        self.serial += 1
        number = f"{'K' if kind == 'customer' else 'L'}{self.serial:05d}"
        if self.number % 3 == 0:
            number = str((400000 if kind == "customer" else 440000) + self.serial)
        iban = self.iban()
        relation = Relation(kind, number, self.name(), (iban,) if known else ())
        style = self.style if kind == "customer" else self.rng.choice(STYLES)
        party = Party(relation, iban, style, self.rng.randrange(1, 900))
        self.parties.append(party)
        return party

    def amount(self, *, common: bool = True) -> Decimal:
        """An amount; now and then (if `common`) one that many invoices have."""
        if common and self.rng.random() < self.same_amounts:
            return self.rng.choice(COMMON)
        while True:
            euros = int(self.rng.lognormvariate(5.5, 1.3)) + 5
            found = Decimal(euros * 100 + self.rng.choice((0, 0, 50, self.rng.randrange(100)))) / 100
            if found not in self.used:
                self.used.add(found)
                return found

    def day(self) -> date:
        """A date of invoice."""
        return START + timedelta(days=self.rng.randrange(150))

    def document(self, party: Party, day: date) -> str:
        """The next number in the series of whoever wrote the invoice."""
        if party.relation.kind == "customer":
            self.number += 1
            number = self.number
        else:
            party.next_number += self.rng.randrange(1, 9)
            number = party.next_number
        return party.style.format(y=day.year, s=day.year % 100, n=number)

    def item(self, party: Party, amount: Decimal | None = None, *, credit: bool = False, **more: object) -> OpenItem:
        """A new invoice, or credit note."""
        day = more.pop("date", None) or self.day()
        taken = {abs(item.open) for item in self.items if item.relation == party.relation.number}
        size = amount if amount is not None else self.amount(common=not taken)
        number = self.document(party, day)  # type: ignore[arg-type]
        customer = party.relation.kind == "customer"
        self.serial += 1
        item = OpenItem(
            kind=party.relation.kind,
            relation=party.relation.number,
            document=number if customer else f"AF{self.serial:06d}",
            external_document="" if customer else number,
            open=size if customer != credit else -size,
            date=day,  # type: ignore[arg-type]
            due=day + timedelta(days=30),  # type: ignore[operator]
            **more,  # type: ignore[arg-type]
        )
        self.items.append(item)
        return item

    def line(
        self,
        label: Label,
        amount: Decimal,
        *,
        after: date | None = None,
        party: Party | None = None,
        **more: object,
    ) -> Line:
        """A new bank line, some days after `after`; of `party` when it comes from its account."""
        self.serial += 1
        name = f"l{self.serial:06d}"
        fields: dict[str, object] = {
            "family": "01",
            "transaction": "50" if amount > 0 else "01",
            "category": "000",
            "date": (after or START + timedelta(days=150)) + timedelta(days=self.rng.randrange(3, 40)),
        }
        if party is not None:
            fields["counterparty_account"] = party.iban
            fields["counterparty_name"] = self.bank_name(party.relation.name)
        line = Line(id=name, account=OWN, amount=amount, **{**fields, **more})  # type: ignore[arg-type]
        self.lines.append(line)
        self.labels[name] = label
        return line

    def bank_name(self, name: str) -> str:
        """The name as a bank prints it."""
        shape = self.rng.randrange(4)
        words = name.upper().split()
        if shape == 0:
            return name
        if shape == 1:
            return " ".join(reversed(words))
        return " ".join(words[:3])
