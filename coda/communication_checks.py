"""Check digits of what stands in communications: OGM, RF, enterprise number, SEPA creditor identifier.

In all functions `column` is where the text begins in its record.
"""

from __future__ import annotations

from functools import lru_cache

from coda.check_digits import is_valid_creditor_id, is_valid_enterprise_number, is_valid_ogm, is_valid_rf
from coda.columns import TYPE_LENGTH
from coda.communications import OGM_TYPES, ogm_digits, rf_reference
from coda.records import Report

_is_valid_creditor_id = lru_cache(maxsize=1024)(is_valid_creditor_id)


def check_free_text(text: str, line: int, column: int, report: Report) -> None:
    """An OGM between +++ or ***."""
    digits = ogm_digits(None, text)
    if digits and not is_valid_ogm(digits):
        report("ogm-digits", line, column, digits, "")


def check_structured(text: str, line: int, column: int, report: Report) -> None:
    """A structured communication of one of CHECKED_TYPES, which begins with its type."""
    kind = text[:TYPE_LENGTH]
    if kind in OGM_TYPES:
        _check_ogm(text[TYPE_LENGTH:], line, column + TYPE_LENGTH, report)
    else:
        _CHECKS[kind](text[TYPE_LENGTH:].rstrip(" "), line, column + TYPE_LENGTH, report)


def _check_ogm(text: str, line: int, column: int, report: Report) -> None:
    if not is_valid_ogm(text[:12]):
        report("ogm-digits", line, column, text[:12].rstrip(), "")
    tail = text[12:]
    if tail and not tail.isspace():
        report("communication-tail", line, column + 12, tail.strip(), "")


def _check_rf(text: str, line: int, column: int, report: Report) -> None:
    reference = rf_reference("100", text) or ""
    if not is_valid_rf(reference):
        report("rf-digits", line, column, reference, "")


def _check_bill(text: str, line: int, column: int, report: Report) -> None:
    number = text[33:44].strip()
    if number.strip("0") and not is_valid_enterprise_number(number[-10:]):
        report("enterprise-digits", line, column + 33, number, "")


def _check_direct_debit(text: str, line: int, column: int, report: Report) -> None:
    creditor = text[9:44].strip()
    if creditor and not _is_valid_creditor_id(creditor):
        report("creditor-digits", line, column + 9, creditor, "")


_CHECKS = {"100": _check_rf, "121": _check_bill, "127": _check_direct_debit}
CHECKED_TYPES = OGM_TYPES.union(_CHECKS)
