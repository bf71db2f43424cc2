"""The record layouts of the standard as data: one table per record, positions 1-based and inclusive.

Source: Febelfin, "Coded statement of account (CODA)" 2.6, chapter 4; version 1 after the readers still in use. A
table is all there is to know about a record: its reader (one compiled pattern) and its writer follow from it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LINE_LENGTH = 128


class Kind(NamedTuple):
    """What may stand in a field: a pattern, what to write when it is empty, and the finding when it does not fit."""

    pattern: str
    filler: str
    finding: str


CONSTANT = Kind("", "", "constant")
BLANK = Kind(" {%d}", " ", "not-blank")
TEXT = Kind("(.{%d})", " ", "control")
NUMBER = Kind("([0-9]{%d})", "0", "number")
AMOUNT = Kind("([0-9]{%d})", "0", "number")  # 12 + 3 digits, unsigned
SIGN = Kind("([01]{%d})", "0", "sign")  # 0 credit, 1 debit
DATE = Kind("([0-9]{%d})", "0", "date")  # DDMMYY, zeros when not known
CODE = Kind("([0-9]{%d})", "0", "digit")
FLAG = Kind("([01]{%d})", "0", "digit")
MORE = Kind("([12]{%d})", "2", "digit")  # 1 another statement follows, 2 the last
DUPLICATE = Kind("([D ]{%d})", " ", "not-blank")
R_TYPE = Kind("([1-5 ]{%d})", " ", "not-blank")
ISO_CODE = Kind("( {%d}|[A-Z]{2}[A-Z0-9]{2})", " ", "not-blank")


class Field(NamedTuple):
    """One field of a record."""

    first: int
    last: int
    name: str
    kind: Kind
    constant: str = ""

    @property
    def length(self) -> int:
        """Number of characters."""
        return self.last - self.first + 1

    @property
    def pattern(self) -> str:
        """Regular expression of a well-formed field; what has a value is a group."""
        if self.kind is CONSTANT:
            return re.escape(self.constant)
        return self.kind.pattern % self.length

    @property
    def has_value(self) -> bool:
        """False for constants and blanks."""
        return self.kind is not CONSTANT and self.kind is not BLANK


def compile_layout(fields: tuple[Field, ...]) -> re.Pattern[str]:
    """Pattern of a well-formed record; its groups are the fields that have a value, in order."""
    return re.compile("".join(field.pattern for field in fields))


def slices(fields: tuple[Field, ...]) -> dict[str, slice]:
    """Where each field stands in a line."""
    return {field.name: slice(field.first - 1, field.last) for field in fields}


HEADER = (
    Field(1, 1, "record_id", CONSTANT, "0"),
    Field(2, 5, "zeros", CONSTANT, "0000"),
    Field(6, 11, "creation_date", DATE),
    Field(12, 14, "bank_id", CODE),
    Field(15, 16, "application", CODE),
    Field(17, 17, "duplicate", DUPLICATE),
    Field(18, 24, "blank_1", BLANK),
    Field(25, 34, "file_reference", TEXT),
    Field(35, 60, "addressee", TEXT),
    Field(61, 71, "bic", TEXT),
    Field(72, 82, "company_id", CODE),
    Field(83, 83, "blank_2", BLANK),
    Field(84, 88, "separate_application", CODE),
    Field(89, 104, "transaction_reference", TEXT),
    Field(105, 120, "related_reference", TEXT),
    Field(121, 127, "blank_3", BLANK),
    Field(128, 128, "version", CODE),
)

OLD_BALANCE = (
    Field(1, 1, "record_id", CONSTANT, "1"),
    Field(2, 2, "account_structure", TEXT),
    Field(3, 5, "paper_number", CODE),
    Field(6, 42, "account_zone", TEXT),
    Field(43, 43, "sign", SIGN),
    Field(44, 58, "amount", AMOUNT),
    Field(59, 64, "date", DATE),
    Field(65, 90, "holder", TEXT),
    Field(91, 125, "description", TEXT),
    Field(126, 128, "coda_number", CODE),
)

MOVEMENT_1 = (
    Field(1, 1, "record_id", CONSTANT, "2"),
    Field(2, 2, "article", CONSTANT, "1"),
    Field(3, 6, "sequence", NUMBER),
    Field(7, 10, "detail", NUMBER),
    Field(11, 31, "bank_reference", TEXT),
    Field(32, 32, "sign", SIGN),
    Field(33, 47, "amount", AMOUNT),
    Field(48, 53, "value_date", DATE),
    Field(54, 61, "transaction_code", NUMBER),
    Field(62, 62, "communication_type", FLAG),
    Field(63, 115, "communication", TEXT),
    Field(116, 121, "entry_date", DATE),
    Field(122, 124, "paper_number", CODE),
    Field(125, 125, "globalisation", CODE),
    Field(126, 126, "next_code", FLAG),
    Field(127, 127, "blank", BLANK),
    Field(128, 128, "link_code", FLAG),
)

MOVEMENT_2 = (
    Field(1, 1, "record_id", CONSTANT, "2"),
    Field(2, 2, "article", CONSTANT, "2"),
    Field(3, 10, "number", NUMBER),
    Field(11, 63, "communication", TEXT),
    Field(64, 98, "customer_reference", TEXT),
    Field(99, 109, "counterparty_bic", TEXT),
    Field(110, 112, "blank_1", BLANK),
    Field(113, 113, "r_transaction", R_TYPE),
    Field(114, 117, "reason", ISO_CODE),
    Field(118, 121, "category_purpose", ISO_CODE),
    Field(122, 125, "purpose", ISO_CODE),
    Field(126, 126, "next_code", FLAG),
    Field(127, 127, "blank_2", BLANK),
    Field(128, 128, "link_code", FLAG),
)

MOVEMENT_3 = (
    Field(1, 1, "record_id", CONSTANT, "2"),
    Field(2, 2, "article", CONSTANT, "3"),
    Field(3, 10, "number", NUMBER),
    Field(11, 47, "counterparty_account", TEXT),
    Field(48, 82, "counterparty_name", TEXT),
    Field(83, 125, "communication", TEXT),
    Field(126, 126, "next_code", CONSTANT, "0"),
    Field(127, 127, "blank", BLANK),
    Field(128, 128, "link_code", FLAG),
)

MOVEMENT_2_OLD = (
    Field(1, 1, "record_id", CONSTANT, "2"),
    Field(2, 2, "article", CONSTANT, "2"),
    Field(3, 10, "number", NUMBER),
    Field(11, 63, "communication", TEXT),
    Field(64, 89, "customer_reference", TEXT),
    Field(90, 92, "original_currency", TEXT),
    Field(93, 107, "original_amount", TEXT),
    Field(108, 125, "blank_1", BLANK),
    Field(126, 126, "next_code", FLAG),
    Field(127, 127, "blank_2", BLANK),
    Field(128, 128, "link_code", FLAG),
)

MOVEMENT_3_OLD = (
    Field(1, 1, "record_id", CONSTANT, "2"),
    Field(2, 2, "article", CONSTANT, "3"),
    Field(3, 10, "number", NUMBER),
    Field(11, 22, "counterparty_account", TEXT),
    Field(23, 32, "internal_codes", TEXT),
    Field(33, 47, "external_account", TEXT),
    Field(48, 73, "counterparty_name", TEXT),
    Field(74, 99, "street", TEXT),
    Field(100, 125, "locality", TEXT),
    Field(126, 126, "next_code", CONSTANT, "0"),
    Field(127, 127, "blank", BLANK),
    Field(128, 128, "link_code", FLAG),
)

INFORMATION_1 = (
    Field(1, 1, "record_id", CONSTANT, "3"),
    Field(2, 2, "article", CONSTANT, "1"),
    Field(3, 6, "sequence", NUMBER),
    Field(7, 10, "detail", NUMBER),
    Field(11, 31, "bank_reference", TEXT),
    Field(32, 39, "transaction_code", CODE),
    Field(40, 40, "communication_type", FLAG),
    Field(41, 113, "communication", TEXT),
    Field(114, 125, "blank_1", BLANK),
    Field(126, 126, "next_code", FLAG),
    Field(127, 127, "blank_2", BLANK),
    Field(128, 128, "link_code", FLAG),
)

INFORMATION_2 = (
    Field(1, 1, "record_id", CONSTANT, "3"),
    Field(2, 2, "article", CONSTANT, "2"),
    Field(3, 10, "number", NUMBER),
    Field(11, 115, "communication", TEXT),
    Field(116, 125, "blank_1", BLANK),
    Field(126, 126, "next_code", FLAG),
    Field(127, 127, "blank_2", BLANK),
    Field(128, 128, "link_code", FLAG),
)

INFORMATION_3 = (
    Field(1, 1, "record_id", CONSTANT, "3"),
    Field(2, 2, "article", CONSTANT, "3"),
    Field(3, 10, "number", NUMBER),
    Field(11, 100, "communication", TEXT),
    Field(101, 125, "blank_1", BLANK),
    Field(126, 126, "next_code", CONSTANT, "0"),
    Field(127, 127, "blank_2", BLANK),
    Field(128, 128, "link_code", FLAG),
)

NEW_BALANCE = (
    Field(1, 1, "record_id", CONSTANT, "8"),
    Field(2, 4, "paper_number", CODE),
    Field(5, 41, "account_zone", TEXT),
    Field(42, 42, "sign", SIGN),
    Field(43, 57, "amount", AMOUNT),
    Field(58, 63, "date", DATE),
    Field(64, 127, "blank", BLANK),
    Field(128, 128, "link_code", FLAG),
)

MESSAGE = (
    Field(1, 1, "record_id", CONSTANT, "4"),
    Field(2, 2, "blank_1", BLANK),
    Field(3, 6, "sequence", NUMBER),
    Field(7, 10, "detail", NUMBER),
    Field(11, 32, "reference", TEXT),  # blank since version 2
    Field(33, 112, "text", TEXT),
    Field(113, 127, "blank_2", BLANK),
    Field(128, 128, "link_code", FLAG),
)

TRAILER = (
    Field(1, 1, "record_id", CONSTANT, "9"),
    Field(2, 16, "blank_1", BLANK),
    Field(17, 22, "records", NUMBER),
    Field(23, 37, "debit", AMOUNT),
    Field(38, 52, "credit", AMOUNT),
    Field(53, 127, "blank_2", BLANK),
    Field(128, 128, "more", MORE),
)
