"""Statements as a CODA file, byte for byte as they were read; refuses to write what the reader would not accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coda.errors import CodaError, WriteError
from coda.findings import Severity
from coda.layout import HEADER, MESSAGE, NEW_BALANCE, OLD_BALANCE, TRAILER
from coda.model import CodaFile, Statement
from coda.movement_writer import movement_records
from coda.reader import read
from coda.render import render, sign_of
from coda.source import LINE_ENDS, encode

WRITTEN = frozenset({"account-mismatch"})
"""Errors that no carelessness brings into a file: a statement must say itself that its record 8 has another account."""


def write(source: CodaFile | Iterable[Statement], *, encoding: str | None = None, line_end: str | None = None) -> bytes:
    """The bytes of a file with these statements.

    A CodaFile keeps its own encoding, line end and ending; statements alone give Windows-1252 and CRLF. Raises
    WriteError when a value does not fit its field, or when the reader would find an error in the result.
    """
    statements = source.statements if isinstance(source, CodaFile) else tuple(source)
    encoding = encoding or (source.encoding if isinstance(source, CodaFile) else "windows-1252")
    kept = source.line_end if isinstance(source, CodaFile) else "CRLF"
    separator = LINE_ENDS[line_end or kept]
    end = source.end if isinstance(source, CodaFile) and line_end in (None, kept) else separator
    text = separator.join(line for statement in statements for line in records(statement)) + end
    try:
        raw = encode(text, encoding)
    except UnicodeEncodeError as error:
        raise WriteError(f"“{text[error.start]}” cannot be written in {encoding}", code="write") from error
    _require_acceptable(raw)
    return raw


def _require_acceptable(raw: bytes) -> None:
    try:
        findings = read(raw).findings
    except CodaError as error:
        raise WriteError(str(error), code="write") from error
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.code not in WRITTEN:
            raise WriteError(str(finding), line=finding.line, column=finding.column, code=finding.code)


def records(statement: Statement) -> Iterator[str]:
    """The records of a statement, 128 characters each. Raises WriteError when a value does not fit its field."""
    yield _header(statement)
    yield _old_balance(statement)
    yield from movement_records(statement.movements, statement.version)
    if statement.new_balance is not None:
        yield _new_balance(statement)
    last = len(statement.messages) - 1
    for index, message in enumerate(statement.messages):
        yield render(
            MESSAGE,
            sequence=message.sequence,
            detail=message.detail,
            reference=message.reference,
            text=message.text,
            link_code=int(index < last),
        )
    yield _trailer(statement)


def _header(statement: Statement) -> str:
    return render(
        HEADER,
        creation_date=statement.creation_date,
        bank_id=statement.bank_id,
        application=statement.application,
        duplicate="D" if statement.duplicate else None,
        file_reference=statement.file_reference,
        addressee=statement.addressee,
        bic=statement.bic if statement.version == 2 else statement.holder_id,
        company_id=statement.company_id,
        separate_application=statement.separate_application,
        transaction_reference=statement.transaction_reference,
        related_reference=statement.related_reference,
        version=statement.version,
    )


def _old_balance(statement: Statement) -> str:
    balance = statement.old_balance
    return render(
        OLD_BALANCE,
        account_structure=str(statement.account.structure) if statement.version == 2 else None,
        paper_number=statement.paper_number,
        account_zone=statement.account.zone,
        sign=sign_of(balance.amount),
        amount=balance.amount,
        date=balance.date,
        holder=statement.holder,
        description=statement.description,
        coda_number=statement.coda_number,
    )


def _new_balance(statement: Statement) -> str:
    balance = statement.new_balance or statement.old_balance
    return render(
        NEW_BALANCE,
        paper_number=statement.new_paper_number,
        account_zone=statement.account.zone if statement.new_zone is None else statement.new_zone,
        sign=sign_of(balance.amount),
        amount=balance.amount,
        date=balance.date,
        link_code=int(bool(statement.messages)),
    )


def _trailer(statement: Statement) -> str:
    trailer = statement.trailer
    if trailer is None:
        raise WriteError("a statement needs its trailer", code="write")
    return render(
        TRAILER,
        records=trailer.records,
        debit=trailer.debit,
        credit=trailer.credit,
        more=1 if trailer.more else 2,
    )
