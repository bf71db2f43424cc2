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
from coda.communications import FieldValue, find_ogm, find_rf, read_fields
from coda.findings import Finding

ZERO = Decimal("0.000")
BELGIAN = frozenset({0, 2})
"""Account structures of Belgian accounts."""
DETAIL_TYPES = frozenset({5, 6, 7, 8, 9})
"""Types of movement that detail another one and never move the balance."""


@dataclass(frozen=True, slots=True)
class Communication:
    """Free text, or a structured communication; `text` is joined over the parts, without the type digits."""

    type: str | None = None
    text: str = ""

    @property
    def fields(self) -> dict[str, FieldValue]:
        """Named fields of a structured communication; empty for free text and for unknown types."""
        return read_fields(self.type, self.text)

    @property
    def ogm(self) -> str | None:
        """`+++123/4567/89002+++` when there is one with right check digits."""
        return find_ogm(self.type, self.text)

    @property
    def rf(self) -> str | None:
        """ISO 11649 creditor reference when there is one with right check digits."""
        return find_rf(self.type, self.text)


@dataclass(frozen=True, slots=True)
class Information:
    """An information record (3.1 with its 3.2 and 3.3) of one movement."""

    line: int
    detail: int = 0
    type: str | None = None
    text: str = ""
    parts: str = ""
    """Articles present in the file: "1", "12" or "123"; "" = as many as the text needs."""

    @property
    def fields(self) -> dict[str, FieldValue]:
        """Named fields of a structured communication; empty for free text and for unknown types."""
        return read_fields(self.type, self.text)


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The other side of a movement. `zone` is the account zone of record 2.3 as written."""

    zone: str = ""
    name: str | None = None
    bic: str | None = None

    @property
    def account(self) -> str | None:
        """Account number as written, None when absent or zeros."""
        return read_zone(self.zone).number

    @property
    def iban(self) -> str | None:
        """The account as IBAN, also when its check digits are wrong; a valid Belgian number is converted."""
        return read_zone(self.zone).iban

    @property
    def currency(self) -> str | None:
        """Currency of the account, ISO 4217."""
        return read_zone(self.zone).currency


@dataclass(frozen=True, slots=True)
class OldFormat:
    """What only version 1 has: parts 2 and 3 of a movement (records 2.2 and 2.3)."""

    original_currency: str | None = None
    original_amount: str | None = None
    internal_codes: str | None = None
    external_account: str | None = None
    street: str | None = None
    locality: str | None = None


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """The eight digits of 2.1:54-61."""

    type: int = 0
    family: str = "00"
    transaction: str = "00"
    category: str = "000"

    def __str__(self) -> str:
        return f"{self.type}{self.family}{self.transaction}{self.category}"


@dataclass(frozen=True, slots=True)
class Purposes:
    """SEPA codes of 2.2:113-125, nearly always absent."""

    r_transaction: str | None = None
    """1 reject, 2 return, 3 refund, 4 reversal, 5 cancellation."""
    reason: str | None = None
    category_purpose: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """How a movement stands in its file; what only the writer wants to know."""

    parts: str = ""
    """Articles present: "1", "12", "13" or "123"; "" = those the content needs."""
    early_link: bool = False
    """The link code stands on every part instead of only on the last one."""
    old_format: OldFormat | None = None


NO_PURPOSES = Purposes()


@dataclass(frozen=True, slots=True)
class Movement:
    """Records 2.1 to 2.3 of one movement with the information records (3) that belong to it."""

    line: int
    sequence: int
    detail: int
    bank_reference: str
    amount: Decimal
    value_date: date | None
    transaction_code: TransactionCode
    communication_type: str | None
    text: str
    """The communication, joined over the parts; without the three digits of its type when it is structured."""
    entry_date: date | None
    paper_number: str | None = None
    globalisation: int = 0
    customer_reference: str | None = None
    counterparty_zone: str = ""
    """Account zone of record 2.3 as written."""
    counterparty_name: str | None = None
    counterparty_bic: str | None = None
    purposes: Purposes = NO_PURPOSES
    parent: int | None = None
    """Line of the movement that this one details."""
    information: tuple[Information, ...] = ()
    form: Form = field(default=Form(), repr=False)

    @property
    def type(self) -> int:
        """First digit of the transaction code: what is a total and what a detail."""
        return self.transaction_code.type

    @property
    def family(self) -> str:
        """Two digits."""
        return self.transaction_code.family

    @property
    def transaction(self) -> str:
        """Two digits within the family."""
        return self.transaction_code.transaction

    @property
    def category(self) -> str:
        """Three digits."""
        return self.transaction_code.category

    @property
    def code(self) -> str:
        """The eight digits of the transaction code: type, family, transaction, category."""
        return str(self.transaction_code)

    @property
    def r_transaction(self) -> str | None:
        """SEPA R-transaction type, "1" to "5"."""
        return self.purposes.r_transaction

    @property
    def reason(self) -> str | None:
        """ISO reason of a SEPA R-transaction."""
        return self.purposes.reason

    @property
    def category_purpose(self) -> str | None:
        """ISO category purpose."""
        return self.purposes.category_purpose

    @property
    def purpose(self) -> str | None:
        """ISO purpose."""
        return self.purposes.purpose

    @property
    def communication(self) -> Communication:
        """The communication, free or structured."""
        return Communication(self.communication_type, self.text)

    @property
    def counterparty(self) -> Counterparty:
        """The other side of the movement; all of it may be absent."""
        name, bic = self.counterparty_name, self.counterparty_bic
        return Counterparty(self.counterparty_zone, name and name.strip(), bic and bic.strip())

    @property
    def moves_balance(self) -> bool:
        """True for movements that count in the balance; details do not."""
        return self.parent is None and self.type not in DETAIL_TYPES


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
