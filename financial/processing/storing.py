"""Writes what a run decided: every line once, every match as an allocation of its own."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from financial import matching
from financial.copying import copy_rows
from financial.matching.case import amount_text
from financial.models import Allocation, LineChange, ProcessingRun, StatementLine
from financial.processing.description import describe
from financial.processing.reading import Account, Decided, Input, Row
from financial.snapshots import SNAPSHOT_ACCOUNTS, SNAPSHOT_ROWS, snapshot

_ALLOCATION = ("line_id", "open_item_id", "amount", "discount", "origin", "made_at")
_AT_ONCE = 2_000
# What the engine decides about a line, with the types of the columns; all lines go over as one JSON parameter.
_DECIDED = {
    "status": "text",
    "account_type": "text",
    "relation_id": "bigint",
    "ledger_account_id": "bigint",
    "document_type": "text",
    "step": "text",
    "confidence": "text",
    "review": "boolean",
    "applied": "numeric",
    "evidence": "jsonb",
    "candidates": "jsonb",
    "description": "text",
}
# Who placed a line stands on it from then on; a line that stays blank keeps what it says of that.
_ASSIGNMENTS = ", ".join(f"{name} = new.{name}" for name in _DECIDED)
_DECLARATIONS = ", ".join(f"{name} {kind}" for name, kind in _DECIDED.items())
_UPDATE = f"""
    UPDATE financial_statementline AS line
    SET {_ASSIGNMENTS}, processed_at = %(now)s,
        set_by = CASE new.status WHEN '' THEN line.set_by ELSE 'system' END,
        set_by_user_id = CASE new.status WHEN '' THEN line.set_by_user_id END,
        run_id = CASE new.status WHEN '' THEN line.run_id ELSE %(run)s END,
        version = line.version + CASE new.status WHEN '' THEN 0 ELSE 1 END
    FROM json_to_recordset(%(lines)s::json) AS new(id bigint, {_DECLARATIONS})
    WHERE line.id = new.id
"""  # noqa: S608 - built from the names above, nothing from outside


class Storage:
    """Stores the results of one run."""

    def __init__(self, found: Input, matcher: matching.Matcher, run: ProcessingRun) -> None:
        self._found, self._matcher, self._run = found, matcher, run
        self._now = timezone.now()
        self._engine_lines = {line.id: line for line in found.case.lines}

    def store(self, decided: list[Decided], progress: Callable[[int], None]) -> None:
        """Writes all results. `progress` hears now and then how many lines are written."""
        for start in range(0, len(decided), _AT_ONCE):
            batch = decided[start : start + _AT_ONCE]
            lines = json.dumps([self._row(line, result) for line, result in batch])
            with connection.cursor() as cursor:
                cursor.execute(_UPDATE, {"lines": lines, "now": self._now, "run": self._run.pk})
            copy_rows("financial_allocation", _ALLOCATION, self._allocations(batch))
            progress(start + len(batch))
        self._note_again_placed([line.pk for line, result in decided if result.status and line.version > 1])

    def _row(self, line: Row, result: matching.Result) -> dict[str, Any]:
        kind = result.account_type
        account = self._found.accounts.get((kind, result.account)) if kind else None
        return {
            "id": line.pk,
            "status": result.status,
            "account_type": kind,
            "relation_id": account.pk if account and kind != "ledger" else None,
            "ledger_account_id": account.pk if account and kind == "ledger" else None,
            "document_type": result.document_type,
            "step": result.step,
            "confidence": result.confidence,
            "review": result.review,
            "applied": str(result.applied),
            "evidence": [{"what": e.what, "found": e.found, "where": e.where} for e in result.evidence],
            "candidates": [self._candidate(candidate) for candidate in result.candidates],
            "description": self._description(result, account) if account else "",
        }

    def _description(self, result: matching.Result, account: Account) -> str:
        line, rules = self._engine_lines[result.id], self._matcher.rules
        rule = None
        if result.step == "rule":
            rule = rules.for_line(line)
        elif result.step == "default":
            rule = rules.default_for(line)
        return describe(
            line.communication_type,
            line.communication,
            account_name=account.name,
            rule_description=self._found.rules[rule].description if rule else "",
        )

    def _candidate(self, found: matching.Candidate) -> dict[str, Any]:
        said = {"relation": found.relation, "document": found.document, "why": found.why}
        return said | {"amount": amount_text(found.amount), "open_item": self._found.items[found.item]}

    def _allocations(self, batch: list[Decided]) -> Iterator[tuple[Any, ...]]:
        items, system = self._found.items, Allocation.Origin.SYSTEM.value
        for line, result in batch:
            for part in result.allocations:
                yield line.pk, items[part.item], part.amount, part.discount, system, self._now

    def _note_again_placed(self, pks: list[int]) -> None:
        """A line that something changed before has a history: this run stands in it. Such lines were blank."""
        lines = StatementLine.objects.filter(pk__in=pks).select_related(*SNAPSHOT_ACCOUNTS)
        LineChange.objects.bulk_create(
            LineChange(line=line, at=self._now, run=self._run, action="run", after=snapshot(line))
            for line in (lines.prefetch_related(*SNAPSHOT_ROWS) if pks else ())
        )
