"""A global line and its details: what placing or emptying one by hand means for the others."""

from typing import Any

import pytest

from dossiers.models import Dossier
from financial.models import StatementLine
from financial.queries.statements import statement_page
from tests.financial.cast import Receive
from tests.financial.paying import fresh, ledger
from tests.financial.placed import Refused, changes, choose, emptied


@pytest.fixture
def family(receive: Receive) -> list[StatementLine]:
    """A total of 100 with details of 60 and 40, all blank."""
    total = receive(amount=100)
    details: dict[str, Any] = {"parent": total, "balance_part": False, "sequence": total.sequence}
    return [total, receive(amount=60, detail=1, **details), receive(amount=40, detail=2, **details)]


def statuses(lines: list[StatementLine]) -> list[str]:
    return [fresh(line).status for line in lines]


def test_total_covers_its_details(family: list[StatementLine], dossier: Dossier) -> None:
    choose(family[0], ledger(dossier, "610000"))

    assert statuses(family) == ["partly", "indirect", "indirect"]
    assert fresh(family[1]).why == {"what": "whole", "found": str(family[0].pk), "where": "lines"}
    assert statement_page(family[0].statement).unapplied == 0


def test_emptied_total_gives_its_details_back(family: list[StatementLine], dossier: Dossier) -> None:
    choose(family[0], ledger(dossier, "610000"))

    emptied(family[0])

    assert statuses(family) == ["", "", ""]
    assert changes(family[1]) == ["followed", "followed"]
    assert statement_page(family[0].statement).unapplied == 100


def test_total_is_indirect_once_all_details_are_placed(family: list[StatementLine], dossier: Dossier) -> None:
    choose(family[1], ledger(dossier, "610000"))
    assert statuses(family) == ["", "partly", ""]
    assert statement_page(family[0].statement).unapplied == 40

    choose(family[2], ledger(dossier, "610000"))
    assert statuses(family) == ["indirect", "partly", "partly"]
    assert fresh(family[0]).why == {"what": "details", "found": "2", "where": "lines"}


def test_emptied_detail_opens_the_total_again(family: list[StatementLine], dossier: Dossier) -> None:
    choose(family[1], ledger(dossier, "610000"))
    choose(family[2], ledger(dossier, "610000"))

    emptied(family[1])

    assert statuses(family) == ["", "", "partly"]


def test_details_that_do_not_add_up_leave_the_total_blank(family: list[StatementLine], dossier: Dossier) -> None:
    StatementLine.objects.filter(pk=family[2].pk).update(amount=39)
    choose(family[1], ledger(dossier, "610000"))

    choose(family[2], ledger(dossier, "610000"))

    assert statuses(family) == ["", "partly", "partly"]


def test_indirect_line_cannot_be_changed(family: list[StatementLine], dossier: Dossier) -> None:
    choose(family[0], ledger(dossier, "610000"))

    with Refused("line_indirect"):
        choose(family[1], ledger(dossier, "620000"))
    with Refused("line_indirect"):
        emptied(family[1])


def test_total_is_not_placed_over_a_detail(family: list[StatementLine], dossier: Dossier) -> None:
    choose(family[1], ledger(dossier, "610000"))

    with Refused("detail_placed"):
        choose(family[0], ledger(dossier, "610000"))
    assert statuses(family) == ["", "partly", ""]


def test_details_of_details_follow(receive: Receive, family: list[StatementLine], dossier: Dossier) -> None:
    deep = receive(amount=60, parent=family[1], balance_part=False, detail=3)
    everybody = [*family, deep]

    choose(family[2], ledger(dossier, "610000"))
    choose(deep, ledger(dossier, "610000"))
    assert statuses(everybody) == ["indirect", "indirect", "partly", "partly"]

    emptied(deep)
    assert statuses(everybody) == ["", "", "partly", ""]

    emptied(family[2])
    choose(family[0], ledger(dossier, "610000"))
    assert statuses(everybody) == ["partly", "indirect", "indirect", "indirect"]
