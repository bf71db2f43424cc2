"""Writes what a run decided: every line once, every match as an allocation of its own."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone

from dossiers.models import LedgerAccount, Relation
from financial import matching
from financial.matching.case import amount_text
from financial.models import Allocation, LineChange, ProcessingRun, StatementLine
from financial.processing.description import describe
from financial.processing.reading import Input
from financial.snapshots import SNAPSHOT_ACCOUNTS, SNAPSHOT_ROWS, snapshot

Decided = tuple[StatementLine, matching.Result]
_AT_ONCE = 2_000
# Columns of a line that a run writes, with their types; the lines go to the database as one JSON parameter.
_COLUMNS = {
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
    "processed_at": "timestamptz",
    "description": "text",
    "set_by": "text",
    "set_by_user_id": "bigint",
    "run_id": "bigint",
    "version": "integer",
}
_ASSIGNMENTS = ", ".join(f"{name} = new.{name}" for name in _COLUMNS)
_DECLARATIONS = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_UPDATE = f"""
    UPDATE financial_statementline AS line SET {_ASSIGNMENTS}
    FROM jsonb_to_recordset(%s::jsonb) AS new(id bigint, {_DECLARATIONS})
    WHERE line.id = new.id
"""  # noqa: S608 - built from the names above, nothing from outside


class Storage:
    """Stores the results of one run."""

    def __init__(self, found: Input, matcher: matching.Matcher, run: ProcessingRun) -> None:
        self._found, self._matcher, self._run = found, matcher, run
        self._now = timezone.now()
        self._engine_lines = {line.id: line for line in found.case.lines}
        self._relations = {(relation.kind, relation.number): relation for relation in found.relations}
        self._ledger = {account.number: account for account in LedgerAccount.objects.filter(dossier=found.dossier)}

    def store(self, decided: list[Decided], progress: Callable[[int], None]) -> None:
        """Writes all results. `progress` hears now and then how many lines are written."""
        for start in range(0, len(decided), _AT_ONCE):
            batch = decided[start : start + _AT_ONCE]
            with connection.cursor() as cursor:
                cursor.execute(_UPDATE, [json.dumps([self._row(line, result) for line, result in batch])])
            Allocation.objects.bulk_create(self._allocations(batch))
            progress(start + len(batch))
        self._note_again_placed([line.pk for line, result in decided if result.status and line.version > 1])

    def _row(self, line: StatementLine, result: matching.Result) -> dict[str, Any]:
        account = self._account(result)
        placed = result.status != ""
        return {
            "id": line.pk,
            "status": result.status,
            "account_type": result.account_type,
            "relation_id": account.pk if isinstance(account, Relation) else None,
            "ledger_account_id": account.pk if isinstance(account, LedgerAccount) else None,
            "document_type": result.document_type,
            "step": result.step,
            "confidence": result.confidence,
            "review": result.review,
            "applied": str(result.applied),
            "evidence": [asdict(evidence) for evidence in result.evidence],
            "candidates": [asdict(c) | {"amount": amount_text(c.amount)} for c in result.candidates],
            "processed_at": self._now.isoformat(),
            "description": self._description(line, result, account),
            "set_by": StatementLine.SetBy.SYSTEM if placed else line.set_by,
            "set_by_user_id": None if placed else line.set_by_user_id,
            "run_id": self._run.pk if placed else line.run_id,
            "version": line.version + 1 if placed else line.version,
        }

    def _account(self, result: matching.Result) -> Relation | LedgerAccount | None:
        if result.account_type == "ledger":
            return self._ledger.get(result.account)
        return self._relations.get((result.account_type, result.account)) if result.account_type else None

    def _description(
        self, line: StatementLine, result: matching.Result, account: Relation | LedgerAccount | None
    ) -> str:
        if account is None:
            return line.description
        return describe(line, account_name=account.name, rule_description=self._rule_description(result))

    def _rule_description(self, result: matching.Result) -> str:
        """What the coding rule calls the lines that it places."""
        line, rules = self._engine_lines[result.id], self._matcher.rules
        rule = None
        if result.step == "rule":
            rule = rules.for_line(line)
        elif result.step == "default":
            rule = rules.default_for(line)
        return self._found.rules[rule].description if rule else ""

    def _allocations(self, batch: list[Decided]) -> Iterator[Allocation]:
        for line, result in batch:
            for part in result.allocations:
                item = self._found.items[part.item]
                yield Allocation(line=line, open_item=item, amount=part.amount, discount=part.discount)

    def _note_again_placed(self, pks: list[int]) -> None:
        """A line that something changed before has a history: this run stands in it. Such lines were blank."""
        lines = StatementLine.objects.filter(pk__in=pks).select_related(*SNAPSHOT_ACCOUNTS)
        LineChange.objects.bulk_create(
            LineChange(line=line, at=self._now, run=self._run, action="run", after=snapshot(line))
            for line in (lines.prefetch_related(*SNAPSHOT_ROWS) if pks else ())
        )
