"""Reading fields of JSON objects; every complaint carries the path of the field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, get_args

_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,3})?")
_CODE = re.compile(r"[0-9]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
T = TypeVar("T")


class CaseError(ValueError):
    """The input is not a case. `path` names the field, as in `lines[3].amount`; `reason` what is wrong with it."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


class Fields:
    """The fields of one object of the input, read by name; every complaint carries the path."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise CaseError(path, "expected an object")
        self._value = value
        self._path = path

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def raw(self, name: str) -> Any:
        """The value of a field, None when it is absent."""
        value = self._value.get(name)
        return None if value == "" else value

    def text(self, name: str, *, required: bool = False) -> str:
        """A string; "" when it is absent."""
        value = self.raw(name)
        if value is None:
            if required:
                raise CaseError(self.at(name), "is missing")
            return ""
        if not isinstance(value, str):
            raise CaseError(self.at(name), f"expected a string, not {shown(value)}")
        return value

    def code(self, name: str, default: str = "") -> str:
        """A string of digits that keeps its zeros."""
        value = self.text(name) or default
        if not _CODE.fullmatch(value):
            raise CaseError(self.at(name), f"expected digits, not {shown(value)}")
        return value

    def choice(self, name: str, choices: Any, default: str = "", *, required: bool = False) -> Any:
        """One of the values of a Literal."""
        value = self.text(name, required=required) or default
        if value not in get_args(choices):
            allowed = ", ".join(repr(choice) for choice in get_args(choices))
            raise CaseError(self.at(name), f"expected one of {allowed}, not {shown(value)}")
        return value

    def amount(self, name: str, default: Decimal | None = None) -> Decimal:
        """An amount, written as a string."""
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            raise CaseError(self.at(name), f'expected an amount as a string, such as "12.50", not {shown(value)}')
        return Decimal(value)

    def day(self, name: str) -> date | None:
        """A date, YYYY-MM-DD."""
        value = self.text(name)
        if not value:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise CaseError(self.at(name), f"expected a date YYYY-MM-DD, not {shown(value)}")

    def flag(self, name: str) -> bool:
        """A boolean, false when it is absent."""
        value = self.raw(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise CaseError(self.at(name), f"expected true or false, not {shown(value)}")
        return value

    def number(self, name: str) -> int:
        """A whole number, also when it is written as a string; 0 when it is absent."""
        value = self.raw(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int | str) or not _WHOLE.fullmatch(str(value)):
            raise CaseError(self.at(name), f"expected a whole number, not {shown(value)}")
        return int(value)

    def each(self, name: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
        """A list, every element read by `read`; empty when it is absent."""
        value = self.raw(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise CaseError(self.at(name), f"expected a list, not {shown(value)}")
        return tuple(read(element, f"{self.at(name)}[{place}]") for place, element in enumerate(value))


def shown(value: Any) -> str:
    """A value as JSON, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "..."
