"""What goes into the engine, as frozen dataclasses, and what comes out of it, as named tuples.

Amounts are `Decimal` as the bank sees them: + is money in. Account numbers and document numbers come as written; the
engine normalises them. An absent text is "".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["customer", "supplier"]
Status = Literal["", "partly", "applied", "indirect"]
AccountType = Literal["", "ledger", "customer", "supplier"]
DocumentType = Literal["", "payment", "refund"]
Level = Literal["global", "detail"]
Sign = Literal["", "in", "out"]
AmountStep = Literal["apply", "propose"]
Confidence = Literal["", "certain", "probable", "amount"]
Step = Literal[
    "",
    "ogm",
    "rf",
    "end_to_end",
    "invoice_number",
    "party_number",
    "iban",
    "amount",
    "sum",
    "internal_transfer",
    "reversal",
    "rule",
    "default",
]
LineId = str | int
"""What the caller names a line by; "" is no line."""
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Relation:
    """A customer or supplier and the bank accounts known of it."""

    kind: Kind
    number: str
    name: str = ""
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice or credit note with something left to pay.

    `open` is the bank amount that would settle it: a customer invoice is positive, a supplier invoice negative.
    `discount` is a positive magnitude for both. `document` is our number, `external_document` that of the other side.
    """

    kind: Kind
    relation: str
    document: str
    open: Decimal
    external_document: str = ""
    ogm: str = ""
    rf: str = ""
    currency: str = "EUR"
    date: dt.date | None = None
    due: dt.date | None = None
    discount: Decimal = ZERO
    discount_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CodingRule:
    """What a kind of transaction is booked on. Wildcards: account "", family and transaction "00", category "000".

    `text`, `sign` and the two amounts (magnitudes, bounds included) are conditions; rules with the same codes are
    tried by `position`, then in the given order.
    """

    account: str = ""
    family: str = "00"
    transaction: str = "00"
    category: str = "000"
    level: Level = "global"
    type: AccountType = ""
    number: str = ""
    text: str = ""
    sign: Sign = ""
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the office. `internal_transfer_account` is the ledger account between own bank accounts, if any."""

    default_posting: bool = False
    amount_step: AmountStep = "apply"
    internal_transfer_account: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement. `parent` is the id of the line that this one details; a line with a `status` is not touched.

    `communication` has no type digits; `communication_type` "" is free text. `information` holds the texts of the
    information records that tell something about the payment.
    """

    id: LineId
    account: str
    amount: Decimal
    date: dt.date
    type: int = 0
    family: str = ""
    transaction: str = ""
    category: str = ""
    parent: LineId = ""
    communication_type: str = ""
    communication: str = ""
    information: tuple[str, ...] = ()
    counterparty_account: str = ""
    counterparty_name: str = ""
    end_to_end_id: str = ""
    currency: str = "EUR"
    status: Status = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier's whole matching input."""

    own_accounts: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    coding_rules: tuple[CodingRule, ...] = ()
    settings: Settings = Settings()
    lines: tuple[Line, ...] = ()


class Allocation(NamedTuple):
    """This much of a line settles this item; `amount` is net of `discount`. `item` is its place in the open items."""

    relation: str
    document: str
    amount: Decimal
    discount: Decimal
    item: int


class Candidate(NamedTuple):
    """An item that could be meant; `amount` is what is open of it. `why` is a code of docs/matching.md."""

    relation: str
    document: str
    amount: Decimal
    why: str
    item: int


class Evidence(NamedTuple):
    """`what` was recognised (a code of docs/matching.md), the text `found`, and `where` (a field of the input)."""

    what: str
    found: str
    where: str


class Result(NamedTuple):
    """What a run says about one line. `applied` is the part of `amount` that is placed on items or on the ledger."""

    id: LineId
    status: Status = ""
    account_type: AccountType = ""
    account: str = ""
    document_type: DocumentType = ""
    step: Step = ""
    confidence: Confidence = ""
    review: bool = False
    amount: Decimal = ZERO
    applied: Decimal = ZERO
    allocations: tuple[Allocation, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    evidence: tuple[Evidence, ...] = ()
