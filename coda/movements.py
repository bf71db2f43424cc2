"""Movements from their records: 2.1, 2.2, 2.3 and the information records 3.1, 3.2, 3.3 behind them."""

from __future__ import annotations

from coda.accounts import read_zone
from coda.check_digits import is_valid_creditor_id, is_valid_enterprise_number, is_valid_ogm, is_valid_rf
from coda.communications import ogm_digits, rf_reference
from coda.model import NO_COMMUNICATION, NOBODY, Communication, Counterparty, Information, Movement, OldFormat
from coda.records import Report, constructor, to_amount, to_date, to_text

Values = tuple[str, ...]
PART_LENGTH = 53
"""Characters of communication in record 2.1, and as many in 2.2."""

_NO_SEPA_CODES = (" ", "    ", "    ", "    ")
_Rest = tuple[str | None, Counterparty, tuple[str | None, ...], OldFormat | None]
"""What parts 2 and 3 add besides communication: customer reference, counterparty, SEPA codes, version 1 fields."""
_NO_CODES = (None, None, None, None)

_new_movement = constructor(Movement)
_new_communication = constructor(Communication)
_new_counterparty = constructor(Counterparty)
_new_information = constructor(Information)
_codes: dict[str, tuple[int, str, str, str]] = {}


class Parts:
    """The records of one movement, or of one information record, as values of their fields."""

    __slots__ = ("first", "information", "line", "parent", "second", "third", "third_line")

    def __init__(self, line: int, first: Values, parent: int | None = None) -> None:
        self.line = line
        self.first = first
        self.parent = parent
        self.second: Values | None = None
        self.third: Values | None = None
        self.third_line = 0
        self.information: list[Parts] = []

    @property
    def articles(self) -> str:
        """Articles present: "1", "12", "13" or "123"."""
        return "1" + ("" if self.second is None else "2") + ("" if self.third is None else "3")


def split_code(code: str) -> tuple[int, str, str, str]:
    """Type, family, transaction and category of the eight digits of a transaction code."""
    found = _codes.get(code)
    if found is None:
        found = int(code[0]), code[1:3], code[3:5], code[5:]
        if len(_codes) < 4096:
            _codes[code] = found
    return found


def build_movement(parts: Parts, version: int, report: Report) -> Movement:
    """The movement that `parts` make, with the findings of what can be judged on a movement alone."""
    first, line = parts.first, parts.line
    text, (customer_reference, counterparty, sepa_codes, old_format) = (
        _read_old_parts(parts) if version == 1 else _read_parts(parts)
    )
    communication = _communication(first[7], text)
    if counterparty.zone and not read_zone(counterparty.zone).valid:
        report("account-digits", parts.third_line, 11, counterparty.account or "", "")
    check_communication(communication.type, communication.text, line, 63, report)
    return _new_movement(
        line,
        int(first[0]),
        int(first[1]),
        first[2].rstrip(),
        to_amount(first[3], first[4]),
        to_date(first[5], line, 48, report),
        *split_code(first[6]),
        communication,
        to_date(first[9], line, 116, report),
        first[10] or None,
        int(first[11] or "0"),
        customer_reference,
        counterparty,
        *sepa_codes,
        parts.parent,
        tuple([_build_information(information, report) for information in parts.information]),
        parts.articles,
        first[12] == "1" == first[13],
        old_format,
    )


def _read_parts(parts: Parts) -> tuple[str, _Rest]:
    """Communication and the rest of records 2.2 and 2.3, version 2."""
    text, second, third = parts.first[8], parts.second, parts.third
    reference: str | None = None
    bic: str | None = None
    codes: tuple[str | None, ...] = _NO_CODES
    if second is not None:
        text += second[1]
        reference, bic = to_text(second[2]), to_text(second[3])
        if second[4:8] != _NO_SEPA_CODES:
            codes = tuple(map(to_text, second[4:8]))
    if third is None:
        return text, (reference, _new_counterparty("", None, bic) if bic else NOBODY, codes, None)
    if second is None and parts.first[7] == "1":
        text += " " * PART_LENGTH
    counterparty = _new_counterparty(third[1].rstrip(), to_text(third[2]), bic)
    return text + third[3], (reference, counterparty, codes, None)


def _read_old_parts(parts: Parts) -> tuple[str, _Rest]:
    """As `_read_parts`, version 1."""
    text, second, third = parts.first[8], parts.second, parts.third
    reference: str | None = None
    counterparty, currency, amount = NOBODY, None, None
    rest: tuple[str | None, ...] = _NO_CODES
    if second is not None:
        text += second[1]
        reference, currency, amount = map(to_text, second[2:5])
    if third is not None:
        counterparty = Counterparty(third[1].rstrip(), to_text(third[4]))
        rest = tuple(map(to_text, (third[2], third[3], third[5], third[6])))
    old_format = OldFormat(currency, amount, *rest)
    return text, (reference, counterparty, _NO_CODES, old_format if old_format != OldFormat() else None)


def _communication(structured: str, text: str) -> Communication:
    text = text.rstrip()
    if structured == "1" and len(text) >= 3:
        return _new_communication(text[:3], text[3:])
    return _new_communication(None, text) if text else NO_COMMUNICATION


def _build_information(parts: Parts, report: Report) -> Information:
    text = parts.first[5]
    if parts.second is not None:
        text += parts.second[1]
    if parts.third is not None:
        text += parts.third[1]
    communication = _communication(parts.first[4], text)
    check_communication(communication.type, communication.text, parts.line, 41, report)
    return _new_information(parts.line, int(parts.first[1]), communication.type, communication.text, parts.articles)


def check_communication(kind: str | None, text: str, line: int, column: int, report: Report) -> None:
    """Check digits of everything in a communication that has them; `column` is where the communication begins."""
    if kind is None:
        digits = ogm_digits(None, text)
        if digits and not is_valid_ogm(digits):
            report("ogm-digits", line, column, digits, "")
    elif kind in _STRUCTURED_CHECKS:
        _STRUCTURED_CHECKS[kind](kind, text, line, column + 3, report)


def _check_ogm(kind: str, text: str, line: int, column: int, report: Report) -> None:
    digits = ogm_digits(kind, text) or ""
    if not is_valid_ogm(digits):
        report("ogm-digits", line, column, digits, "")
    if text[12:].strip():
        report("communication-tail", line, column + 12, text[12:].strip(), "")


def _check_rf(kind: str, text: str, line: int, column: int, report: Report) -> None:
    reference = rf_reference(kind, text) or ""
    if not is_valid_rf(reference):
        report("rf-digits", line, column, reference, "")


def _check_bill(_kind: str, text: str, line: int, column: int, report: Report) -> None:
    number = text[33:44].strip()
    if number.strip("0") and not is_valid_enterprise_number(number[-10:]):
        report("enterprise-digits", line, column + 33, number, "")


def _check_direct_debit(_kind: str, text: str, line: int, column: int, report: Report) -> None:
    creditor = text[9:44].strip()
    if creditor and not is_valid_creditor_id(creditor):
        report("creditor-digits", line, column + 9, creditor, "")


_STRUCTURED_CHECKS = {
    "100": _check_rf,
    "101": _check_ogm,
    "102": _check_ogm,
    "121": _check_bill,
    "127": _check_direct_debit,
}
