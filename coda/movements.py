"""What the records 2.x and 3.x of a CODA file say: movements and their information records.

As in `coda.model`: codes keep their zeros, texts lose their trailing but keep their leading blanks, absent is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coda.accounts import Counterparty
from coda.codes import TransactionCode
from coda.columns import (
    ACCOUNT,
    BIC,
    CODE,
    CUSTOMER_REFERENCE,
    NAME,
    REFERENCE,
    SEPA_CODES,
    accounts,
    codes,
    days_and_codes,
    join_movement,
    numbers,
    parts_of,
    sepa_codes,
    split_type,
    trimmer,
)
from coda.communications import Communication, FieldValue, read_fields
from coda.rows import FromRow, open_up, unlocked

DETAIL_TYPES = frozenset({5, 6, 7, 8, 9})
"""Types of movement that detail another one and never move the balance."""


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
class Information(FromRow):
    """An information record (3.1 to 3.3) of one movement."""

    line: int
    detail: int
    """3.1:7-10, goes on counting from the detail number of the movement."""
    bank_reference: str
    """3.1:11-31, repeats that of the movement."""
    transaction_code: TransactionCode
    """3.1:32-39, repeats that of the movement."""
    type: str | None
    """Type of a structured communication, 3.1:41-43."""
    text: str
    """The communication joined over the parts (3.1:41-113, 3.2:11-115, 3.3:11-100), without its type."""
    parts: str = "1"
    """The parts it is written in: 1, 12 or 123."""

    @property
    def communication(self) -> Communication:
        """Type and text."""
        return Communication(self.type, self.text)

    @property
    def fields(self) -> dict[str, FieldValue]:
        """Named fields of a structured communication; empty for free text and for unknown types."""
        return read_fields(self.type, self.text)

    def fill(self, *, odd_blanks: bool = False) -> None:
        """Gives all fields their values."""
        if self.row is None:
            return
        trim = trimmer(self.row, odd_blanks=odd_blanks)
        number, reference_and_code, structured, text, second, third = self.row
        made = open_up(self, OPEN_INFORMATION)
        _, _, made.detail = numbers[number]
        made.bank_reference = trim(reference_and_code[REFERENCE])
        made.transaction_code = codes[reference_and_code[CODE]]
        text = trim(text + second + third)
        made.type, made.text = split_type(text) if structured == "1" else (None, text)
        made.parts = parts_of(second, third)
        made.row = None
        made.__class__ = Information


@dataclass(frozen=True, slots=True)
class Movement(FromRow):
    """One movement and what belongs to it, in the order of records 2.1, 2.2 and 2.3."""

    line: int
    sequence: int
    """2.1:3-6."""
    detail: int
    """2.1:7-10, 0 for the movement itself."""
    bank_reference: str
    """2.1:11-31."""
    amount: Decimal
    """2.1:32-47, negative for debit."""
    value_date: date | None
    """2.1:48-53."""
    transaction_code: TransactionCode
    """2.1:54-61."""
    communication_type: str | None
    """Type of a structured communication, 2.1:63-65."""
    communication_text: str
    """The communication joined over the parts (2.1:63-115, 2.2:11-63, 2.3:83-125), without its type."""
    entry_date: date | None
    """2.1:116-121."""
    paper_number: str | None = None
    """2.1:122-124, number of the statement on paper."""
    globalisation: int = 0
    """2.1:125."""
    customer_reference: str | None = None
    """2.2:64-98."""
    counterparty_bic: str | None = None
    """2.2:99-109."""
    r_transaction: str | None = None
    """2.2:113, SEPA R-transaction: 1 reject, 2 return, 3 refund, 4 reversal, 5 cancellation."""
    reason: str | None = None
    """2.2:114-117, ISO reason of an R-transaction."""
    category_purpose: str | None = None
    """2.2:118-121, ISO category purpose."""
    purpose: str | None = None
    """2.2:122-125, ISO purpose."""
    counterparty_zone: str = ""
    """2.3:11-47, account and currency."""
    counterparty_name: str | None = None
    """2.3:48-82."""
    parent: int | None = None
    """Line of the movement that this one details."""
    information: tuple[Information, ...] = ()
    parts: str = "1"
    """The parts it is written in: 1, 12, 13 or 123."""
    link_repeated: bool = False
    """Some banks write the link code of the last part on every part."""
    old_format: OldFormat | None = None
    """What only version 1 has."""

    @property
    def communication(self) -> Communication:
        """Type and text, with the fields and references they hold."""
        return Communication(self.communication_type, self.communication_text)

    @property
    def counterparty(self) -> Counterparty:
        """Account, name and BIC of the other side, without blanks around them; all of it may be absent."""
        name, bic = self.counterparty_name, self.counterparty_bic
        return Counterparty(self.counterparty_zone, name and name.strip(), bic and bic.strip())

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
        """All eight digits of the transaction code."""
        return str(self.transaction_code)

    @property
    def moves_balance(self) -> bool:
        """True for movements that count in the balance; details do not."""
        return self.parent is None and self.transaction_code.type not in DETAIL_TYPES

    def fill(self, *, odd_blanks: bool = False) -> None:
        """Gives the texts their values; numbers, amounts, dates and codes have theirs from the reader."""
        if self.row is None:
            return
        trim = trimmer(self.row, odd_blanks=odd_blanks)
        _, reference, _, day_and_code, text, _, link, second, third, *_ = self.row
        made = open_up(self, OPEN_MOVEMENT)
        made.bank_reference = trim(reference)
        _, _, structured = days_and_codes[day_and_code]
        text = trim(join_movement(text, second, third, structured=structured))
        made.communication_type, made.communication_text = split_type(text) if structured else (None, text)
        made.customer_reference = trim(second[CUSTOMER_REFERENCE]) or None
        made.counterparty_bic = trim(second[BIC]) or None
        made.r_transaction, made.reason, made.category_purpose, made.purpose = sepa_codes[second[SEPA_CODES]]
        made.counterparty_zone, _ = accounts[third[ACCOUNT]]
        made.counterparty_name = trim(third[NAME]) or None
        made.parts = parts_of(second, third)
        made.link_repeated = link == "1"
        made.row = None
        made.__class__ = Movement


OPEN_INFORMATION, OPEN_MOVEMENT = unlocked(Information), unlocked(Movement)
