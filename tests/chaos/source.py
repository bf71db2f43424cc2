"""What CodaBox offers during the run, and what must have come of each document in the end."""

import base64
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import coda
from codabox_sync.sandbox.folder import coda_entry
from codabox_sync.sandbox.model import BankAccount, Client, Entry, Office, World, stable_id
from ubl_inbox.ubl import DraftLine, DraftParty, InvoiceDraft, Profile, write

DAY = date(2026, 11, 2)
MOVEMENTS = 3


class Kind(StrEnum):
    """What is special about a document."""

    STATEMENT = "statement"
    AGAIN = "the same statement under a new number"
    STRANGER = "statement of another company's account"
    DAMAGED = "statement that contradicts its totals"
    UNTICKED = "statement of a journal that is not ticked"
    INVOICE = "invoice"
    UNKNOWN = "document of an unknown kind"


# How often each kind is offered while the run lasts.
SHARES = {
    Kind.STATEMENT: 74,
    Kind.AGAIN: 5,
    Kind.STRANGER: 4,
    Kind.DAMAGED: 4,
    Kind.UNTICKED: 4,
    Kind.INVOICE: 7,
    Kind.UNKNOWN: 2,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One document as the sandbox got it. `references` are the bank's own numbers of the movements inside."""

    external_id: str
    office: str
    kind: Kind
    contents: Mapping[str, bytes] = field(repr=False)
    references: tuple[str, ...] = ()


@dataclass(slots=True)
class Company:
    """A client of an office: a ticked account, another that is not ticked, and how far its statements have come."""

    office: str
    name: str
    number: str
    account: str
    unticked: str
    client: Client
    balance: Decimal = Decimal(1000)
    statements: int = 0
    last: bytes = b""
    last_references: tuple[str, ...] = ()


class Source:
    """Makes documents, the same ones for the same seed. `by_consent` is the office that uses CodaBox Connect."""

    def __init__(self, seed: int, *, offices: int = 3, companies: int = 3) -> None:
        self._dice = random.Random(seed)
        self._made = 0
        self.world = World([Office.named(f"Kantoor {name}") for name in ("Claes", "Wouters", "Maes")[:offices]])
        self.by_consent = self.world.offices[-1]
        self.companies = [self._company(office, index) for office in self.world.offices for index in range(companies)]
        self.offers: list[Offer] = []

    def fill(self, each: int) -> None:
        """The backlog that stands ready before the first poll."""
        for company in self.companies:
            for _ in range(each):
                company.client.entries.append(self._offer(company, Kind.STATEMENT))

    def more(self) -> tuple[int, dict[str, Any]]:
        """One more document: the feed to put it in, and its description for the sandbox."""
        company = self._dice.choice(self.companies)
        kind = self._dice.choices(list(SHARES), list(SHARES.values()))[0]
        entry = self._offer(company, kind)
        contents = {name: base64.b64encode(entry.content(name) or b"").decode() for name in entry.contents}
        return company.client.feed_id, {
            "feed_index": entry.feed_index,
            "document_model": entry.document_model,
            "name": entry.name,
            "metadata": entry.metadata,
            "contents": contents,
        }

    def _company(self, office: Office, index: int) -> Company:
        place = self.world.offices.index(office) * 100 + index
        name, number = f"{office.name.split()[-1]} {index + 1} BV", enterprise_number(7_812_300 + place)
        accounts = iban(place * 2 + 1), iban(place * 2 + 2)
        mandates = [BankAccount(iban=account) for account in accounts]
        client = office.add_client(name, enterprise_number=number, bank_accounts=mandates)
        return Company(office.name, name, number, *accounts, client)

    def _offer(self, company: Company, kind: Kind) -> Entry:
        if kind is Kind.AGAIN and not company.last:
            kind = Kind.STATEMENT
        self._made += 1
        entry, references = self._document(company, kind)
        contents = {name: entry.content(name) or b"" for name in entry.contents}
        self.offers.append(Offer(entry.feed_index, company.office, kind, contents, references))
        return entry

    def _document(self, company: Company, kind: Kind) -> tuple[Entry, tuple[str, ...]]:
        name = f"{self._made:06d}"
        if kind is Kind.INVOICE:
            xml = self._invoice(company)
            return Entry(stable_id(name), "purchase_invoice", f"{name}.xml", {}, {"xml": xml}), ()
        if kind is Kind.UNKNOWN:
            return Entry(stable_id(name), "soda", f"{name}.xml", {"wages": 1}, {"xml": b"<soda/>", "pdf": b"%PDF"}), ()
        content, references = self._statement(company, kind)
        entry = coda_entry(f"{name}.cod", content, pdf=b"%PDF-1.4 " + name.encode())
        entry.feed_index = stable_id(name)
        if kind is Kind.STRANGER:
            entry.metadata["iban"] = company.account
        return entry, references if kind in {Kind.STATEMENT, Kind.AGAIN} else ()

    def _statement(self, company: Company, kind: Kind) -> tuple[bytes, tuple[str, ...]]:
        if kind is Kind.AGAIN:
            return company.last, company.last_references
        account, balance = company.account, company.balance
        if kind is Kind.STRANGER:
            account, balance = next(other.account for other in self.companies if other is not company), Decimal(0)
        elif kind is Kind.UNTICKED:
            account, balance = company.unticked, Decimal(0)
        number = company.statements + 1 if kind is Kind.STATEMENT else 999
        builder = coda.build(
            account, date=DAY, old_balance=balance, number=number, company_id=company.number, holder=company.name
        )
        references = tuple(f"CHAOS{self._made:08d}{index:02d}" for index in range(MOVEMENTS))
        for reference in references:
            amount = Decimal(self._dice.randrange(-50_000, 60_000) or 1) / 100
            balance += amount
            builder.movement(amount, name="Stad Zeewinkel", text=f"ref {reference}", bank_reference=reference)
        content = coda.write([builder.statement()])
        if kind is Kind.DAMAGED:
            return _with_wrong_total(content), ()
        if kind is Kind.STATEMENT:
            company.statements, company.balance = number, balance
            company.last, company.last_references = content, references
        return content, references

    def _invoice(self, company: Company) -> bytes:
        supplier = DraftParty("Telenova NV", "0404616494", "Handelsstraat 1", "9000", "Gent")
        customer = DraftParty(company.name, company.number, "Kerkstraat 2", "9000", "Gent")
        line = DraftLine("Levering", Decimal(1), Decimal(self._dice.randrange(100, 9000)) / 10, Decimal(21))
        return write(
            InvoiceDraft(
                number=f"C{self._made:06d}",
                issue_date=DAY,
                due_date=DAY,
                supplier=supplier,
                customer=customer,
                lines=(line,),
                profile=Profile.BIS3,
                iban="BE68539007547034",
                buyer_reference="BO-1",
            )
        )

    def expected_references(self) -> set[str]:
        """The bank's number of every movement that must stand in the books, once."""
        return {reference for offer in self.offers for reference in offer.references}


def iban(index: int) -> str:
    """A Belgian IBAN whose check digits fit."""
    ten = f"735{index:07d}"
    bban = f"{ten}{int(ten) % 97 or 97:02d}"
    return f"BE{98 - int(f'{bban}111400') % 97:02d}{bban}"


def enterprise_number(base: int) -> str:
    """Eight digits with the two check digits behind them."""
    return f"{base:08d}{97 - base % 97:02d}"


def _with_wrong_total(content: bytes) -> bytes:
    trailer = content.rindex(b"\n9") + 1
    broken = bytearray(content)
    broken[trailer + 30 : trailer + 37] = b"0999999"
    return bytes(broken)
