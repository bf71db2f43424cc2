"""Text of the file to `Decimal` and `date`, and the remarks gathered on the way.

Money that cannot be read stops the reading (`Malformed`): a wrong amount must never reach the books. Anything less is
left out with a flag.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ubl_inbox.ubl.elements import Element
from ubl_inbox.ubl.errors import Malformed
from ubl_inbox.ubl.model import Flag, FlagCode

MAX_NUMBER = 80  # characters of an invoice number

# Wider than any invoice, narrow enough that sums stay exact within the 28 digits of the decimal context.
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,10})?|\.[0-9]{1,10})", re.ASCII)
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9:.]*)?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)
_SHOWN = 60  # characters of a bad value repeated in a message
_MAX_PER_CODE = 20


class Remarks:
    """The flags of one document, in the order they were raised: each once, and not without end of one kind."""

    def __init__(self, flags: Iterable[Flag] = ()) -> None:
        self._flags = list(flags)

    def add(self, code: FlagCode, line: int | None = None, **params: str) -> None:
        flag = Flag(code, line, {name: value[:_SHOWN] for name, value in params.items()})
        same_code = [known for known in self._flags if known.code is code]
        if flag not in same_code and len(same_code) < _MAX_PER_CODE:
            self._flags.append(flag)

    @property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(self._flags)


def decimal(text: str) -> Decimal | None:
    """The number in XML Schema notation, or None: no comma, no thousands, no exponent, no NaN."""
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def amount(parent: Element, path: str) -> Decimal | None:
    """The amount at `path`, None when absent. Raises Malformed when it is there but unreadable."""
    element = parent.filled(path)
    if element is None:
        return None
    number = decimal(element.value)
    if number is None:
        raise Malformed("bad-amount", element.line, params={"field": element.name, "value": element.value[:_SHOWN]})
    return number


def soft_decimal(parent: Element, path: str, remarks: Remarks) -> Decimal | None:
    """A number that is useful but not needed: unreadable means None and a flag."""
    element = parent.filled(path)
    if element is None:
        return None
    number = decimal(element.value)
    if number is None:
        remarks.add(FlagCode.UNREADABLE_VALUE, element.line, field=element.name, value=element.value)
    return number


def soft_date(parent: Element, path: str, remarks: Remarks) -> date | None:
    """A date that is useful but not needed: unreadable means None and a flag."""
    element = parent.filled(path)
    if element is None:
        return None
    day = _date(element, remarks)
    if day is None:
        remarks.add(FlagCode.UNREADABLE_VALUE, element.line, field=element.name, value=element.value)
    return day


def invoice_number(root: Element) -> str:
    """BT-1, on one line. Raises Malformed when absent or longer than MAX_NUMBER."""
    number = " ".join(root.text("cbc:ID").split())
    if not number:
        raise Malformed("number-missing", root.line)
    if len(number) > MAX_NUMBER:
        raise Malformed("number-too-long", root.line, params={"limit": str(MAX_NUMBER)})
    return number


def issue_date(root: Element, remarks: Remarks) -> date:
    """BT-2. Raises Malformed when absent or unreadable."""
    element = root.filled("cbc:IssueDate")
    if element is None:
        raise Malformed("issue-date-missing", root.line)
    day = _date(element, remarks)
    if day is None:
        raise Malformed("bad-date", element.line, params={"field": element.name, "value": element.value[:_SHOWN]})
    return day


def _date(element: Element, remarks: Remarks) -> date | None:
    match = _DATE.fullmatch(element.value)
    if match is None:
        return None
    if match[2] or match[3]:
        remarks.add(FlagCode.DATE_WITH_TIME, element.line, value=element.value)
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None
