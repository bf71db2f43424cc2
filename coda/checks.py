"""What the standard promises about a whole statement: balances, totals, account and enterprise number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from coda.accounts import read_zone
from coda.check_digits import is_valid_enterprise_number
from coda.model import Statement, Trailer
from coda.movements import Movement
from coda.records import Report
from coda.values import ZERO


def check_enterprise_number(company_id: str, line: int, report: Report) -> None:
    """Record 0, 72-82: 0 and ten digits; zeros for a holder without Belgian number."""
    if company_id.strip(" 0") and not is_valid_enterprise_number(company_id[-10:]):
        report("enterprise-digits", line, 72, company_id, "")


def check_account(zone: str, line: int, report: Report) -> None:
    """Record 1, 6-42."""
    account = read_zone(zone)
    if not account.valid:
        report("account-digits", line, 6, account.number or "", "")


def check_same_account(zone: str, expected: str, line: int, report: Report) -> None:
    """Record 8, 5-41, against record 1: another number, or only another rest of the zone."""
    if zone == expected:
        return
    found, other = read_zone(zone).number or "", read_zone(expected).number or ""
    if found != other:
        report("account-mismatch", line, 5, found, other)
    else:
        report("account-zone", line, 5, zone.rstrip(), expected.rstrip())


def check_balance(statement: Statement, moved: Decimal, line: int, report: Report) -> None:
    """Old balance and movements make the new balance (record 8 on `line`)."""
    if statement.new_balance is None:
        return
    expected = statement.old_balance.amount + moved
    if statement.new_balance.amount != expected:
        report("balance", line, 43, str(statement.new_balance.amount), str(expected))


def check_trailer(statement: Statement, counted: Trailer, line: int, report: Report) -> None:
    """Record 9 on `line` against what was counted.

    The standard totals the records 2.1 with detail number 0000. Those are the movements that make the balance, except
    in extracts and after a roll-over of the numbers, so either total will do.
    """
    trailer = statement.trailer or counted
    if trailer.records != counted.records:
        report("trailer-count", line, 17, str(trailer.records), str(counted.records))
    totals = trailer.debit, trailer.credit
    if totals == (counted.debit, counted.credit) or totals == _totals_by_number(statement.movements):
        return
    if trailer.debit != counted.debit:
        report("trailer-debit", line, 23, str(trailer.debit), str(counted.debit))
    if trailer.credit != counted.credit:
        report("trailer-credit", line, 38, str(trailer.credit), str(counted.credit))


def _totals_by_number(movements: Iterable[Movement]) -> tuple[Decimal, Decimal]:
    """Debit and credit of the movements with detail number 0000."""
    amounts = [movement.amount for movement in movements if movement.detail == 0]
    debit = sum((-amount for amount in amounts if amount < 0), ZERO)
    return debit, sum((amount for amount in amounts if amount > 0), ZERO)


def check_details(wrong: Iterable[tuple[int, Decimal, Decimal]], report: Report) -> None:
    """The details of a movement make its amount: those that do not, as line, amount and sum of the details."""
    for line, amount, total in wrong:
        report("details-total", line, 33, str(total), str(amount))
