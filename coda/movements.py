"""Movements and information records from the values of their fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from coda.accounts import is_valid_zone
from coda.communication_checks import CHECKED_TYPES, check_free_text, check_structured
from coda.groups import Values
from coda.model import NO_PURPOSES, Form, Information, Movement, Purposes, TransactionCode
from coda.records import Report, known_dates, to_date, to_text, unlocked

PART_LENGTH = 53
"""Characters of communication in record 2.1, and as many in 2.2."""
REMEMBERED = 4096
"""Codes and dates kept at most, because the same ones come back all the time."""

_Movement = unlocked(Movement)
_Information = unlocked(Information)
_codes: dict[str, tuple[TransactionCode, bool]] = {}
_entries: dict[str, tuple[date | None, str | None, int]] = {}
_forms = {(parts, early): Form(parts, early) for parts in ("1", "12", "13", "123") for early in (False, True)}


def _read_code(code: str) -> tuple[TransactionCode, bool]:
    """Transaction code, and whether the communication is structured: 2.1:54-62."""
    found = TransactionCode(int(code[0]), code[1:3], code[3:5], code[5:8]), code[8:] == "1"
    if len(_codes) < REMEMBERED:
        _codes[code] = found
    return found


def _read_entry(entry: str, line: int, report: Report) -> tuple[date | None, str | None, int]:
    """Entry date, paper statement number and globalisation code: 2.1:116-125."""
    day = to_date(entry[:6], line, 116, report)
    found = day, entry[6:9].strip() or None, int(entry[9:].strip() or "0")
    if len(_entries) < REMEMBERED and (day or entry.startswith("000000")):
        _entries[entry] = found
    return found


def _read_purposes(codes: str) -> Purposes:
    """R-transaction type, reason, category purpose and purpose: 2.2:113-125."""
    return Purposes(to_text(codes[0]), to_text(codes[1:5]), to_text(codes[5:9]), to_text(codes[9:]))


def build_movement(
    values: Values, line: int, parent: int | None, information: tuple[Information, ...], report: Report
) -> Movement:
    """The movement of these values (see `groups`), with the findings of what can be judged on a movement alone."""
    (number, reference, amount, value_date, code, text, entry, _, link,
     text_2, customer, bic, sepa_codes, _, zone, name, text_3) = values  # fmt: skip
    transaction_code, structured = _codes.get(code) or _read_code(code)
    entry_date, paper_number, globalisation = _entries.get(entry) or _read_entry(entry, line, report)
    purposes = NO_PURPOSES
    parts = "1"
    if text_2 is not None:
        parts = "12"
        text += text_2
        customer = customer.rstrip(" ") or None
        bic = bic.rstrip(" ") or None
        if not sepa_codes.isspace():
            purposes = _read_purposes(sepa_codes)
    if text_3 is not None:
        text = text + text_3 if parts == "12" else _with_third_part(text, text_3, structured)
        parts += "3"
        if not is_valid_zone(zone):
            report("account-digits", line + len(parts) - 1, 11, zone[:34].rstrip(" "), "")
        zone = zone.rstrip(" ")
        name = name.rstrip(" ") or None
    text = text.rstrip(" ")
    communication_type = None
    if structured and len(text) >= 3:
        communication_type, text = text[:3], text[3:]
        if communication_type in CHECKED_TYPES:
            check_structured(communication_type, text, line, 66, report)
    elif "/" in text:
        check_free_text(text, line, 63, report)
    movement: Movement = _Movement(
        line,
        int(number[:4]),
        int(number[4:]),
        reference.rstrip(" "),
        Decimal(f"-{amount[1:]}E-3" if amount[0] == "1" else amount + "E-3"),
        known_dates[value_date] if value_date in known_dates else to_date(value_date, line, 48, report),
        transaction_code,
        communication_type,
        text,
        entry_date,
        paper_number,
        globalisation,
        customer,
        zone or "",
        name,
        bic,
        purposes,
        parent,
        information,
        _forms[parts, link == "1" and parts != "1"],
    )
    movement.__class__ = Movement
    return movement


def _with_third_part(text: str, third: str, structured: bool) -> str:
    """Without 2.2, a structured communication keeps its positions; free text is joined to what is there."""
    return text.ljust(2 * PART_LENGTH) + third if structured else text + third


def build_information(values: Values, line: int, report: Report) -> Information:
    """The information record of these values (see `groups`)."""
    number, _, _, structured, text, _, text_2, _, text_3 = values
    parts = "1"
    if text_2 is not None:
        parts = "12"
        text += text_2
    if text_3 is not None:
        parts = "123"
        text += text_3
    text = text.rstrip(" ")
    communication_type = None
    if structured == "1" and len(text) >= 3:
        communication_type, text = text[:3], text[3:]
        if communication_type in CHECKED_TYPES:
            check_structured(communication_type, text, line, 44, report)
    elif "/" in text:
        check_free_text(text, line, 41, report)
    information: Information = _Information(line, int(number[4:]), communication_type, text, parts)
    information.__class__ = Information
    return information
