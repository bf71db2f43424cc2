"""A person agrees with a run: takes a proposal, or confirms what is to be reviewed."""

from django.utils import timezone

from financial.errors import NotAllowed
from financial.models import StatementLine
from financial.placing.accounts import PLACED, by_hand, placing
from financial.placing.changing import changing
from financial.placing.items import take_candidate
from offices.models import User


def accept(
    *, line: StatementLine, version: int, candidate_index: int | None = None, actor: User | None
) -> StatementLine:
    """Settles the proposal at this place among the line's candidates; without one confirms the line as it stands.

    Raises `NotAllowed` (`no_candidate`, `line_blank`, or as `apply_items`) and `LineChanged`.
    """
    if candidate_index is None:
        return confirm(line=line, version=version, actor=actor)
    with placing(line, version=version, actor=actor, action="proposal_accepted") as held:
        take_candidate(held, candidate_index)
        by_hand(held, actor)
    return held


def confirm(*, line: StatementLine, version: int, actor: User | None) -> StatementLine:
    """The line is right as the run placed it: nobody needs to review it, no undo of the run touches it."""
    with changing(line, version=version, actor=actor, action="confirmed") as held:
        if held.status not in PLACED:
            raise NotAllowed("line_blank", line=held.document_number)
        held.review = False
        held.confirmed_at = held.confirmed_at or timezone.now()
    return held
