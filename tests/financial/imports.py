"""Statements to import, made as short as the tests that need them, and what came of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import coda
from financial.importing import ImportRefused, import_statement
from financial.models import Journal, Statement, StatementLine

IBAN = "BE07735041882766"
MONDAY = date(2026, 11, 2)


def build(number: int = 1, *, day: date = MONDAY, old: str = "100.00", **fields: Any) -> coda.StatementBuilder:
    return coda.build(IBAN, date=day, old_balance=old, number=number, **fields)


def simple(number: int = 1, *, amount: str = "121.00", text: str = "Factuur 17", **fields: Any) -> coda.Statement:
    """One movement from an old balance of 100."""
    return build(number, **fields).movement(amount, name="Stad Zeewinkel", text=text).statement()


def reread(statement: coda.Statement, change: Callable[[bytes], bytes]) -> coda.Statement:
    """The statement of the same file with other bytes."""
    return coda.read(change(coda.write([statement]))).statements[0]


def renumbered(raw: bytes, numbers: dict[tuple[int, int], tuple[int, int]]) -> bytes:
    """The file with other sequence and detail numbers (positions 3-6 and 7-10 of records 2 and 3)."""
    return b"".join(_renumbered(line, numbers) for line in raw.splitlines(keepends=True))


def _renumbered(line: bytes, numbers: dict[tuple[int, int], tuple[int, int]]) -> bytes:
    if line[:1] not in b"23":
        return line
    sequence, detail = numbers.get((int(line[2:6]), int(line[6:10])), (int(line[2:6]), int(line[6:10])))
    return line[:2] + b"%04d%04d" % (sequence, detail) + line[10:]


def bring(journal: Journal, *statements: coda.Statement) -> list[tuple[int, bool]]:
    """Imports them in turn; new lines and whether it was known, for each."""
    imported = [import_statement(journal=journal, source=source) for source in statements]
    return [(found.lines, found.known) for found in imported]


def balances() -> list[tuple[str, str, str]]:
    found = Statement.objects.order_by("year", "number")
    return [(str(s), str(s.old_balance), str(s.new_balance)) for s in found]


def lines() -> list[tuple[int, int, int, str]]:
    found = StatementLine.objects.order_by("statement__year", "statement__number", "part", "sequence", "detail")
    return [(line.part, line.sequence, line.detail, str(line.amount)) for line in found]


def refusal(journal: Journal, statement: coda.Statement) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(ImportRefused) as refused:
        import_statement(journal=journal, source=statement)
    return refused.value.code, refused.value.params
