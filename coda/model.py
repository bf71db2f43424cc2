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
from coda.layout import (
    INFORMATION_1,
    INFORMATION_2,
    INFORMATION_3,
    MOVEMENT_1,
    MOVEMENT_2,
    MOVEMENT_2_OLD,
    MOVEMENT_3,
    MOVEMENT_3_OLD,
    slices,
)
from coda.values import to_amount, to_date, to_text

_1, _2, _3 = slices(MOVEMENT_1), slices(MOVEMENT_2), slices(MOVEMENT_3)
_2_OLD, _3_OLD = slices(MOVEMENT_2_OLD), slices(MOVEMENT_3_OLD)
_INFORMATION_1, _INFORMATION_2, _INFORMATION_3 = map(slices, (INFORMATION_1, INFORMATION_2, INFORMATION_3))
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


def make_communication(text: str, *, structured: bool) -> Communication:
    """The communication of a joined text; a structured one begins with the three digits of its type."""
    text = text.rstrip(" ")
    if structured and len(text) >= 3:
        return Communication(text[:3], text[3:])
    return Communication(None, text)


@dataclass(frozen=True, slots=True)
class Information:
    """An information record of one movement: its parts 3.1 to 3.3 as they stand, and what they say as properties."""

    line: int
    first: str
    second: str | None = None
    third: str | None = None

    @property
    def records(self) -> tuple[str, ...]:
        """The parts that are there."""
        return tuple(filter(None, (self.first, self.second, self.third)))

    @property
    def detail(self) -> int:
        """Detail number, which goes on counting from that of the movement."""
        return int(self.first[_INFORMATION_1["detail"]])

    @property
    def communication(self) -> Communication:
        """The text joined over the parts: 3.1:41-113, 3.2:11-115, 3.3:11-100."""
        text = self.first[_INFORMATION_1["communication"]]
        if self.second is not None:
            text += self.second[_INFORMATION_2["communication"]]
        if self.third is not None:
            text += self.third[_INFORMATION_3["communication"]]
        return make_communication(text, structured=self.first[_INFORMATION_1["communication_type"]] == "1")

    @property
    def type(self) -> str | None:
        """Type of a structured communication."""
        return self.communication.type

    @property
    def text(self) -> str:
        """The text, without the three digits of its type when it is structured."""
        return self.communication.text

    @property
    def fields(self) -> dict[str, FieldValue]:
        """Named fields of a structured communication; empty for free text and for unknown types."""
        return self.communication.fields


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
    """What only version 1 has in records 2.2 and 2.3."""

    original_currency: str | None
    original_amount: str | None
    internal_codes: str | None
    external_account: str | None
    street: str | None
    locality: str | None


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """The eight digits of 2.1:54-61."""

    type: int
    family: str
    transaction: str
    category: str

    def __str__(self) -> str:
        return f"{self.type}{self.family}{self.transaction}{self.category}"


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement: its records 2.1 to 2.3 as they stand, what they say as properties, and what belongs to it.

    Keeping the records loses nothing, and it is smaller and faster than keeping every value: these are made when asked
    for. Digits are digits and blanks are blanks here; what was not, has been reported and emptied.
    """

    line: int
    first: str
    second: str | None = None
    third: str | None = None
    version: int = 2
    parent: int | None = None
    """Line of the movement that this one details."""
    information: tuple[Information, ...] = ()

    @property
    def records(self) -> tuple[str, ...]:
        """The parts that are there."""
        return tuple(filter(None, (self.first, self.second, self.third)))

    @property
    def sequence(self) -> int:
        """2.1:3-6."""
        return int(self.first[_1["sequence"]])

    @property
    def detail(self) -> int:
        """2.1:7-10, 0 for the movement itself."""
        return int(self.first[_1["detail"]])

    @property
    def bank_reference(self) -> str:
        """2.1:11-31."""
        return self.first[_1["bank_reference"]].rstrip(" ")

    @property
    def amount(self) -> Decimal:
        """2.1:32-47, negative for debit."""
        return to_amount(self.first[_1["sign"]], self.first[_1["amount"]])

    @property
    def value_date(self) -> date | None:
        """2.1:48-53."""
        return to_date(self.first[_1["value_date"]])

    @property
    def transaction_code(self) -> TransactionCode:
        """2.1:54-61."""
        first = self.first
        return TransactionCode(int(first[53]), first[54:56], first[56:58], first[58:61])

    @property
    def type(self) -> int:
        """First digit of the transaction code: what is a total and what a detail."""
        return int(self.first[53])

    @property
    def family(self) -> str:
        """Two digits."""
        return self.first[54:56]

    @property
    def transaction(self) -> str:
        """Two digits within the family."""
        return self.first[56:58]

    @property
    def category(self) -> str:
        """Three digits."""
        return self.first[58:61]

    @property
    def code(self) -> str:
        """All eight digits of the transaction code."""
        return self.first[_1["transaction_code"]]

    @property
    def communication(self) -> Communication:
        """The text joined over the parts: 2.1:63-115, 2.2:11-63, 2.3:83-125."""
        structured = self.first[_1["communication_type"]] == "1"
        text = self.first[_1["communication"]]
        if self.second is not None:
            text += self.second[_2["communication"]]
        if self.third is not None and self.version == 2:
            if structured:
                text = text.ljust(2 * len(self.first[_1["communication"]]))
            text += self.third[_3["communication"]]
        return make_communication(text, structured=structured)

    @property
    def entry_date(self) -> date | None:
        """2.1:116-121."""
        return to_date(self.first[_1["entry_date"]])

    @property
    def paper_number(self) -> str | None:
        """2.1:122-124, number of the statement on paper."""
        return to_text(self.first[_1["paper_number"]])

    @property
    def globalisation(self) -> int:
        """2.1:125."""
        return int(self.first[_1["globalisation"]].strip() or 0)

    @property
    def customer_reference(self) -> str | None:
        """2.2:64-98."""
        if self.second is None:
            return None
        return to_text(self.second[(_2 if self.version == 2 else _2_OLD)["customer_reference"]])

    @property
    def counterparty(self) -> Counterparty:
        """The other side: BIC 2.2:99-109, account 2.3:11-47, name 2.3:48-82; all of it may be absent."""
        zone, name, bic = "", "", ""
        if self.second is not None and self.version == 2:
            bic = self.second[_2["counterparty_bic"]]
        if self.third is not None:
            third = _3 if self.version == 2 else _3_OLD
            zone = self.third[third["counterparty_account"]]
            name = self.third[third["counterparty_name"]]
        return Counterparty(zone.rstrip(" "), name.strip() or None, bic.strip() or None)

    @property
    def r_transaction(self) -> str | None:
        """2.2:113, SEPA R-transaction: 1 reject, 2 return, 3 refund, 4 reversal, 5 cancellation."""
        return self._sepa_code("r_transaction")

    @property
    def reason(self) -> str | None:
        """2.2:114-117, ISO reason of an R-transaction."""
        return self._sepa_code("reason")

    @property
    def category_purpose(self) -> str | None:
        """2.2:118-121, ISO category purpose."""
        return self._sepa_code("category_purpose")

    @property
    def purpose(self) -> str | None:
        """2.2:122-125, ISO purpose."""
        return self._sepa_code("purpose")

    def _sepa_code(self, name: str) -> str | None:
        return None if self.second is None or self.version == 1 else to_text(self.second[_2[name]])

    @property
    def old_format(self) -> OldFormat | None:
        """What only version 1 has."""
        if self.version == 2:
            return None
        second, third = self.second or "", self.third or ""
        return OldFormat(
            *(to_text(second[_2_OLD[name]]) for name in ("original_currency", "original_amount")),
            *(to_text(third[_3_OLD[name]]) for name in ("internal_codes", "external_account", "street", "locality")),
        )

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
