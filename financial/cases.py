"""A dossier's matching input as a case (`docs/matching-case.schema.json`): what one saw, anyone can replay."""

import json
from typing import Any

from dossiers.models import Dossier
from financial.errors import ProcessingError
from financial.matching import case
from financial.models import Statement
from financial.processing.reading import read


def export(
    *, dossier: Dossier, statement: Statement | None, default_posting: bool, anew: bool = False
) -> dict[str, Any]:
    """What a run over the blank lines of a statement, or of the whole dossier, would read now; replaying gives what
    the run would give.

    Lines that are placed already come along with their status, and what they settle is taken off the open items. With
    `anew`, what runs placed is blank again: replaying shows how that came about. Raises `ProcessingError` (`no_case`)
    when there is nothing to match.
    """
    found = read(dossier=dossier, statement=statement, default_posting=default_posting, anew=anew)
    if not found.lines:
        raise ProcessingError("no_case")
    exported: dict[str, Any] = json.loads(case.write(found.case))
    return exported
