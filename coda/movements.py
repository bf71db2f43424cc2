"""Movements and information records from the values of their fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from coda.accounts import is_valid_zone
from coda.communication_checks import CHECKED_TYPES, check_free_text, check_structured
from coda.groups import Values
from coda.model import Information, Movement, OldFormat
from coda.nesting import COUNTER
from coda.records import Report, known_dates, to_date, to_text, unlocked

PART_LENGTH = 53
"""Characters of communication in record 2.1, and as many in 2.2."""
NO_SEPA_CODES: tuple[str | None, ...] = (None, None, None, None)
BLANK_SEPA_CODES = " " * 13
REMEMBERED = 4096
"""Codes and dates kept at most, because the same ones come back all the time."""

_Movement = unlocked(Movement)
_Information = unlocked(Information)
_codes: dict[str, tuple[int, str, str, str, bool]] = {}
_entries: dict[str, tuple[date | None, str | None, int]] = {}


def read_code(code: str) -> tuple[int, str, str, str, bool]:
    """Type, family, transaction, category, and whether the communication is structured: 2.1:54-62."""
    found = int(code[0]), code[1:3], code[3:5], code[5:8], code[8:] == "1"
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


def build_movement(
    values: Values,
    line: int,
    parent: int | None,
    information: tuple[Information, ...],
    old_format: OldFormat | None,
    report: Report,
) -> Movement:
    """The movement of these values (see `groups`), with the findings of what can be judged on a movement alone."""
    (number, reference, amount, value_date, code, text, entry, _, link,
     text_2, customer, bic, sepa_codes, _, zone, name, text_3) = values  # fmt: skip
    kind, family, transaction, category, structured = _codes.get(code) or read_code(code)
    entry_date, paper_number, globalisation = _entries.get(entry) or _read_entry(entry, line, report)
    sequence, detail = divmod(int(number), COUNTER)
    sepa = NO_SEPA_CODES
    parts = "1"
    if text_2 is not None:
        parts = "12"
        text += text_2
        customer = customer.rstrip() or None
        bic = bic.rstrip() or None
        if sepa_codes != BLANK_SEPA_CODES:
            sepa = _split_sepa_codes(sepa_codes)
    if text_3 is not None:
        parts += "3"
        text = _with_third_part(text, text_3, structured) if text_2 is None else text + text_3
        if not is_valid_zone(zone):
            report("account-digits", line + len(parts) - 1, 11, zone[:34].rstrip(), "")
        zone = zone.rstrip()
        name = name.rstrip() or None
    text = text.rstrip()
    communication_type = None
    if structured and len(text) >= 3:
        communication_type, text = text[:3], text[3:]
        if communication_type in CHECKED_TYPES:
            check_structured(communication_type, text, line, 66, report)
    elif "/" in text:
        check_free_text(text, line, 63, report)
    movement: Movement = _Movement(
        line,
        sequence,
        detail,
        reference.rstrip(),
        Decimal(f"-{amount[1:]}E-3" if amount[0] == "1" else amount + "E-3"),
        known_dates[value_date] if value_date in known_dates else to_date(value_date, line, 48, report),
        kind,
        family,
        transaction,
        category,
        communication_type,
        text,
        entry_date,
        paper_number,
        globalisation,
        customer,
        zone or "",
        name,
        bic,
        *sepa,
        parent,
        information,
        parts,
        link == "1" and parts != "1",
        old_format,
    )
    movement.__class__ = Movement
    return movement


def _split_sepa_codes(codes: str) -> tuple[str | None, ...]:
    """R-transaction type, reason, category purpose and purpose: 2.2:113-125."""
    return to_text(codes[0]), to_text(codes[1:5]), to_text(codes[5:9]), to_text(codes[9:])


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
    text = text.rstrip()
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
