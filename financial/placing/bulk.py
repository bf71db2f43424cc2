"""One action on many lines: what can be done is done, what cannot says why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from dossiers.models import Dossier
from financial.errors import NotAllowed, ProcessingError
from financial.locking import lock
from financial.models import StatementLine
from financial.placing.accepting import accept
from financial.placing.accounts import Status, choose_account, clear
from financial.placing.changing import changed
from offices.models import User

ACTIONS = ("accept", "clear", "choose_account")


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The lines that were changed as they are now, and the refused ones with the reason."""

    done: list[StatementLine] = field(default_factory=list)
    refused: list[tuple[StatementLine, ProcessingError]] = field(default_factory=list)


@transaction.atomic
def bulk(
    *, dossier: Dossier, lines: Sequence[tuple[int, int]], action: str, actor: User | None, **chosen: Any
) -> BulkResult:
    """Does `action` ("accept", "clear", "choose_account") on lines given as (key, version seen); `chosen` goes with
    `choose_account`. Accepting a blank line takes its only proposal. Lines of another dossier are left out.

    Raises `ValueError` for another action. A detail that follows its total in the same call is no conflict.
    """
    if action not in ACTIONS:
        raise ValueError(action)
    lock(dossier)
    found = StatementLine.objects.filter(pk__in=dict(lines), journal__dossier=dossier)
    held = list(found.select_related("journal__dossier", "statement").order_by("pk"))
    seen, result = dict(lines), BulkResult()
    for line in held:
        _one(line, seen[line.pk], action, actor, chosen, result)
    return result


def _one(
    line: StatementLine, seen: int, action: str, actor: User | None, chosen: dict[str, Any], result: BulkResult
) -> None:
    try:
        if line.version != seen:
            raise changed(line)
        with transaction.atomic():
            line.refresh_from_db(fields=("version", "status", "candidates"))
            result.done.append(_act(line, action, actor, chosen))
    except ProcessingError as error:
        result.refused.append((line, error))


def _act(line: StatementLine, action: str, actor: User | None, chosen: dict[str, Any]) -> StatementLine:
    if action == "clear":
        return clear(line=line, version=line.version, actor=actor)
    if action == "choose_account":
        return choose_account(line=line, version=line.version, actor=actor, **chosen)
    if line.status != Status.BLANK:
        return accept(line=line, version=line.version, actor=actor)
    if len(line.candidates) != 1:
        raise NotAllowed("line_blank", line=line.document_number)
    return accept(line=line, version=line.version, candidate_index=0, actor=actor)
