"""What a CODA file says, as frozen dataclasses.

Attributes carry what the file says, codes with their zeros, texts without trailing (but with leading) blanks; what
follows from them (IBAN, currency, fields of a structured communication) are properties. Amounts are `Decimal` with
three decimals, negative for debit; dates are `date`, None when the file gives none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from coda.accounts import read_zone
from coda.findings import Finding
from coda.movements import Movement

BELGIAN = frozenset({0, 2})
"""Account structures of Belgian accounts."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a statement. `structure` 0 Belgian number, 1 foreign number, 2 Belgian IBAN, 3 foreign IBAN."""

    structure: int
    zone: str

    @property
    def number(self) -> str | None:
        """Account number as written."""
        return read_zone(self.zone).number

    @property
    def iban(self) -> str | None:
        """The account as IBAN, also when its check digits are wrong; a valid Belgian number is converted."""
        return read_zone(self.zone).iban

    @property
    def currency(self) -> str | None:
        """Currency of the account, ISO 4217."""
        return read_zone(self.zone).currency

    @property
    def country(self) -> str | None:
        """ISO country of the account, None when neither number nor structure tells."""
        return read_zone(self.zone).country or ("BE" if self.structure in BELGIAN and self.zone else None)


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance and its date; negative when the account is overdrawn."""

    amount: Decimal
    date: date | None


@dataclass(frozen=True, slots=True)
class Message:
    """One line of free communication (record 4)."""

    line: int
    sequence: int
    detail: int
    text: str
    reference: str | None = None
    """Positions 11 to 32, filled in version 1 only."""


@dataclass(frozen=True, slots=True)
class Trailer:
    """Record 9: what the bank counted."""

    records: int
    debit: Decimal
    credit: Decimal
    more: bool
    """Another statement follows in the delivery."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One logical CODA file: records 0 to 9."""

    version: int
    creation_date: date | None
    bank_id: str | None
    application: str | None
    duplicate: bool
    company_id: str | None
    bic: str | None
    account: Account
    holder: str | None
    description: str | None
    paper_number: str | None
    coda_number: str | None
    old_balance: Balance
    new_balance: Balance | None
    movements: tuple[Movement, ...] = ()
    messages: tuple[Message, ...] = ()
    trailer: Trailer | None = None
    file_reference: str | None = None
    addressee: str | None = None
    holder_id: str | None = None
    """Identification of the holder, version 1 only (where version 2 has the BIC)."""
    separate_application: str | None = "00000"
    transaction_reference: str | None = None
    related_reference: str | None = None
    new_paper_number: str | None = None
    new_zone: str | None = None
    """Account zone of record 8, when it differs from that of record 1."""
    line: int = field(default=0, compare=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    lines: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The records as read, when the caller asked to keep them."""

    @property
    def enterprise_number(self) -> str | None:
        """Ten digits of the Belgian enterprise number of the holder, None when the header has none."""
        return self.company_id[-10:] if self.company_id else None

    @property
    def booked(self) -> tuple[Movement, ...]:
        """The movements that make the balance, without their details."""
        return tuple(movement for movement in self.movements if movement.moves_balance)

    def details_of(self, movement: Movement) -> tuple[Movement, ...]:
        """The movements directly under `movement`."""
        return tuple(detail for detail in self.movements if detail.parent == movement.line)


@dataclass(frozen=True, slots=True)
class CodaFile:
    """A whole file. `line_end` is LF, CRLF, CR or none; `end` is what follows the last record."""

    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    encoding: str
    line_end: str
    end: str = ""
