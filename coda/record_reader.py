"""Movements record by record: where a pattern does not match, this finds out why, and keeps what can be read."""

from __future__ import annotations

from coda.groups import cut_information, cut_movement
from coda.layout import LINE_LENGTH, MOVEMENT_2_OLD, MOVEMENT_3_OLD, slices
from coda.movement_reader import MovementReader
from coda.movements import OldFormat
from coda.records import (
    RECORD_21,
    RECORD_22,
    RECORD_22_OLD,
    RECORD_23,
    RECORD_23_OLD,
    RECORD_31,
    RECORD_32,
    RECORD_33,
    Record,
    Report,
)
from coda.values import to_text

LINK_CODE = 127
_OLD_2, _OLD_3 = slices(MOVEMENT_2_OLD), slices(MOVEMENT_3_OLD)
_RECORDS = {
    "21": RECORD_21,
    "22": RECORD_22,
    "23": RECORD_23,
    "31": RECORD_31,
    "32": RECORD_32,
    "33": RECORD_33,
}
_OLD_RECORDS = {**_RECORDS, "22": RECORD_22_OLD, "23": RECORD_23_OLD}
_MAY_FOLLOW = {"22": ("21",), "23": ("21", "22"), "32": ("31",), "33": ("32",)}
"""What each kind of part continues."""


class _Group:
    """The parts of one movement or information record, by their kind."""

    def __init__(self, kind: str, line: int, number: str, record: str) -> None:
        self.line = line
        self.number = number
        self.parts = {kind: record}


class RecordReader:
    """Collects the parts of a movement and its information records, and hands them on when all are there."""

    def __init__(self, movements: MovementReader, report: Report) -> None:
        self.version = 2
        self.count = 0
        """Records read."""
        self._movements = movements
        self._report = report
        self._groups: dict[str, list[_Group]] = {"2": [], "3": []}
        """At most one movement, and its information records."""

    def add(self, kind: str, line: int, text: str, previous: str, next_code: str) -> None:
        """Takes the record of `kind` on `line`, behind one of kind `previous` with `next_code`."""
        self.count += 1
        if kind == "21":
            self.close()
        groups, number = self._groups[kind[0]], text[2:10]
        clean = self._record(kind).clean(line, text, self._report)
        if kind not in _MAY_FOLLOW:
            groups.append(_Group(kind, line, number, clean))
        elif groups and kind not in groups[-1].parts:
            group, in_order = groups[-1], previous in _MAY_FOLLOW[kind]
            if in_order and number != group.number:
                self._report("part-number", line, 3, number, group.number)
            if number == group.number or (in_order and next_code == "1"):
                group.parts[kind] = clean

    def close(self) -> None:
        """Hands on what was collected."""
        groups, self._groups = self._groups, {"2": [], "3": []}
        for movement in groups["2"]:
            self._close_movement(movement)
        for information in groups["3"]:
            row = cut_information(*(information.parts.get(kind, "") for kind in ("31", "32", "33")))
            self._movements.take_information(information.line, row)

    def _record(self, kind: str) -> Record:
        return (_OLD_RECORDS if self.version == 1 else _RECORDS)[kind]

    def _close_movement(self, movement: _Group) -> None:
        first, second, third = (movement.parts.get(kind, "") for kind in ("21", "22", "23"))
        repeated = self._judge_links(movement.line, [part for part in (first, second, third) if part])
        old_format = None
        if self.version == 1:
            old_format = _old_format(second, third)
            second, third = _as_version_2(second, third)
        row = cut_movement(first, second, third, link_repeated=repeated)
        self._movements.take_movement(movement.line, row, old_format)

    def _judge_links(self, line: int, parts: list[str]) -> bool:
        """Whether the link code of the last part stands on every part; standing on some of them only is reported."""
        links = [part[LINK_CODE] == "1" for part in parts]
        if len(parts) > 1 and all(links):
            return True
        for index, linked in enumerate(links[:-1]):
            if linked:
                self._report("link-code", line + index, LINK_CODE + 1, "1", "0")
        return False


def _old_format(second: str, third: str) -> OldFormat:
    return OldFormat(
        *(to_text(second[_OLD_2[name]]) for name in ("original_currency", "original_amount")),
        *(to_text(third[_OLD_3[name]]) for name in ("internal_codes", "external_account", "street", "locality")),
    )


def _as_version_2(second: str, third: str) -> tuple[str, str]:
    """The fields that both versions have, where version 2 has them."""
    if second:
        second = f"{second[:63]}{second[_OLD_2['customer_reference']]}".ljust(LINE_LENGTH)
    if third:
        account, name = third[_OLD_3["counterparty_account"]], third[_OLD_3["counterparty_name"]]
        third = f"{third[:10]}{account:<37}{name}".ljust(LINE_LENGTH)
    return second, third
