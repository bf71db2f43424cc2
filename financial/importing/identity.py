"""What makes two deliveries one statement, and two records one line."""

import hashlib
from collections.abc import Iterable
from datetime import date

import coda
from financial.importing.refusal import ImportRefused

_COUNTER = 10_000  # sequence and detail numbers have four digits and roll over


def content_digest(source: coda.Statement) -> str:
    """SHA-256 over what the statement says, not over how it was sent: encoding, line ends and the mark *duplicate*
    differ between two deliveries of one statement."""
    balances = [(balance.amount, balance.date) for balance in (source.old_balance, source.new_balance) if balance]
    said = repr((source.account.zone, source.paper_number, source.coda_number, balances))
    return hashlib.sha256("\n".join((said, *map(_content, source.movements))).encode()).hexdigest()


def _content(movement: coda.Movement) -> str:
    """What the records 2.1 to 2.3 say, but for what is about the file: the paper number and the globalisation code."""
    m = movement
    numbers = (m.sequence, m.detail, m.bank_reference, str(m.amount), m.value_date, m.entry_date, m.code)
    said = (m.communication_type, m.communication_text, m.customer_reference)
    sepa = (m.r_transaction, m.reason, m.category_purpose, m.purpose)
    other = (m.counterparty_zone, m.counterparty_name, m.counterparty_bic, m.old_format)
    return repr((numbers, said, sepa, other))


def year_and_number(source: coda.Statement) -> tuple[int, int]:
    """Banks that number no paper statements fill zeros there; the CODA number counts then."""
    numbers = [int(text) for text in (source.paper_number, source.coda_number) if text and text.isdigit()]
    return balance_date(source).year, next((number for number in numbers if number), 0)


def balance_date(source: coda.Statement) -> date:
    """The date of the new balance. Raises `ImportRefused` for a statement that carries no date at all."""
    balances = [balance for balance in (source.new_balance, source.old_balance) if balance is not None]
    dates = [balance.date for balance in balances] + [source.creation_date]
    found = next((day for day in dates if day is not None), None)
    if found is None:
        raise ImportRefused("no_date")
    return found


def places(movements: Iterable[coda.Movement]) -> dict[int, tuple[int, int]]:
    """Sequence and detail number by line of the file, counted on where the four digits of the file rolled over."""
    found: dict[int, tuple[int, int]] = {}
    sequence = detail = 0
    for movement in movements:
        before, sequence = sequence, _count_on(movement.sequence, sequence)
        detail = _count_on(movement.detail, detail) if sequence == before else movement.detail
        found[movement.line] = sequence, detail
    return found


def _count_on(digits: int, before: int) -> int:
    """The number that ends in these four digits and lies nearest to the one before it."""
    number = before - before % _COUNTER + digits
    return number + _COUNTER if before - number > _COUNTER // 2 else number
