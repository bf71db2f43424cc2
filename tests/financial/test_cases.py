"""Exporting a case: the exact format, and a replay that gives what the run gave."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, Relation, RelationAccount
from financial import cases
from financial.errors import ProcessingError
from financial.matching.case import amount_text
from financial.models import Journal, OpenItem, ProcessingSettings, Statement, StatementLine
from financial.processing import process
from tests.financial.imports import bring, build
from tests.financial.paying import DAY, OGM, ZEEWINKEL, default_rule, fresh, paid, rule

SCHEMA = json.loads(Path("docs/matching-case.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def statement(journal: Journal, dossier: Dossier) -> Statement:
    """A statement with something for every part of the engine: a reference, a discount, a part payment, a rule, a
    total with details, an information record, an amount alone, and nothing at all."""
    zeewinkel = Relation.objects.create(dossier=dossier, kind="customer", number="400100", name="Stad Zeewinkel")
    RelationAccount.objects.create(relation=zeewinkel, iban=ZEEWINKEL)
    telenova = Relation.objects.create(dossier=dossier, kind="supplier", number="440100", name="Telenova")
    items: list[tuple[Relation, str, str, dict[str, Any]]] = [
        (zeewinkel, "VF1", "121.00", {"ogm": OGM, "discount": 2, "discount_until": DAY}),
        (zeewinkel, "VF2026-0419", "300.00", {}),
        (telenova, "AF1", "-60.500", {"external_document": "2026-17788"}),
        (telenova, "AF2", "-33.33", {}),
    ]
    for relation, document, amount, more in items:
        OpenItem.objects.create(relation=relation, document=document, open=Decimal(amount), date=DAY, **more)
    rule(dossier, "657000", family="35", transaction="37", description="Bank costs", sign="out").save()
    default_rule(dossier, "499999")
    transfer: dict[str, Any] = {"family": "01", "transaction": "50"}
    cost: dict[str, Any] = {"family": "35", "transaction": "37"}
    source = (
        build()
        .movement("119.00", ogm=OGM, iban=ZEEWINKEL, **transfer)
        .movement("100.00", iban=ZEEWINKEL, **transfer)
        .information("VF2026-0419")
        .movement("-60.50", text="Factuur 2026-17788", family="01", transaction="01")
        .movement("-33.33", text="thanks", family="01", transaction="01")
        .movement("-3.00", type=1, family="01", transaction="07")
        .detail("-1.00", type=5, **cost)
        .detail("-2.00", type=5, **cost)
        .movement("-7.77", text="?", family="04", transaction="02")
    )
    bring(journal, source.statement())
    return Statement.objects.get()


def _replayed(case: dict[str, Any], tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What the command makes of the case, by line."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "financial.matching", str(path)], capture_output=True, text=True, check=True
    )
    return {line["id"]: line for line in json.loads(done.stdout)["lines"]}


def _stored(line: StatementLine) -> dict[str, Any]:
    """A processed line in the words of the replay."""
    account = line.relation or line.ledger_account
    return {
        "status": line.status,
        "account_type": line.account_type,
        "account": account.number if account else "",
        "document_type": line.document_type,
        "step": line.step,
        "confidence": line.confidence,
        "review": line.review,
        "applied": amount_text(line.applied),
        "evidence": line.evidence,
        "allocations": [
            {
                "relation": a.open_item.relation.number,
                "document": a.open_item.document,
                "amount": amount_text(a.amount),
                "discount": amount_text(a.discount),
            }
            for a in line.allocations.select_related("open_item__relation")
        ],
    }


def _same(replayed: dict[str, dict[str, Any]], lines: Any) -> None:
    for line in lines:
        stored, said = _stored(line), replayed[str(line.pk)]
        assert {name: said[name] for name in stored} == stored


@pytest.mark.parametrize("default_posting", [False, True])
@pytest.mark.parametrize("propose", [False, True])
def test_replay_gives_what_the_run_gives(
    statement: Statement, tmp_path: Path, default_posting: bool, propose: bool
) -> None:
    ProcessingSettings.objects.create(pk=1, propose_on_amount=propose)
    dossier = statement.journal.dossier
    case = cases.export(dossier=dossier, statement=statement, default_posting=default_posting)

    process(dossier=dossier, statement=statement, default_posting=default_posting)

    _same(_replayed(case, tmp_path), statement.lines.all())


def test_case_keeps_to_the_schema(statement: Statement) -> None:
    case = cases.export(dossier=statement.journal.dossier, statement=statement, default_posting=True)

    jsonschema.validate(case, SCHEMA)
    assert (case["own_accounts"], len(case["lines"]), len(case["open_items"])) == ([statement.journal.iban], 8, 4)
    assert case["settings"]["default_posting"] is True


def test_placed_lines_come_with_their_status_and_what_they_settle_is_taken_off(
    statement: Statement, tmp_path: Path
) -> None:
    dossier = statement.journal.dossier
    process(dossier=dossier, statement=statement)
    case = cases.export(dossier=dossier, statement=statement, default_posting=False)

    statuses = {line["id"]: line["status"] for line in case["lines"]}
    assert statuses == {str(line.pk): line.status for line in statement.lines.all()}
    assert {item["document"]: item["open"] for item in case["open_items"]} == {"VF2026-0419": "200.00"}
    assert all(not line["status"] or line["step"] == "" for line in _replayed(case, tmp_path).values())


def test_placed_lines_can_be_replayed_anew(statement: Statement, tmp_path: Path) -> None:
    dossier = statement.journal.dossier
    before = cases.export(dossier=dossier, statement=statement, default_posting=False)
    process(dossier=dossier, statement=statement)

    anew = cases.export(dossier=dossier, statement=statement, default_posting=False, anew=True)

    assert anew == before
    _same(_replayed(anew, tmp_path), statement.lines.all())


def test_what_a_person_confirmed_is_not_opened_again(statement: Statement) -> None:
    dossier = statement.journal.dossier
    process(dossier=dossier, statement=statement)
    confirmed = statement.lines.get(amount=119)
    StatementLine.objects.filter(pk=confirmed.pk).update(confirmed_at="2026-11-03T09:00Z")

    case = cases.export(dossier=dossier, statement=statement, default_posting=False, anew=True)

    assert {line["status"] for line in case["lines"] if line["id"] == str(confirmed.pk)} == {"applied"}
    assert "VF1" not in {item["document"] for item in case["open_items"]}


def test_case_of_another_dossier_holds_nothing_of_this_one(statement: Statement, other_dossier: Dossier) -> None:
    with pytest.raises(ProcessingError) as error:
        cases.export(dossier=other_dossier, statement=None, default_posting=False)

    assert error.value.code == "no_case"


def _url(dossier: Dossier, statement: Statement) -> str:
    return reverse("financial:export_case", args=[dossier.pk, statement.pk], urlconf="portal.urls_office")


def test_case_is_downloaded(as_accountant: Client, statement: Statement) -> None:
    dossier = statement.journal.dossier
    response = as_accountant.get(_url(dossier, statement))

    assert response["Content-Disposition"] == 'attachment; filename="WIEL-001-case.json"'
    assert json.loads(response.content) == cases.export(dossier=dossier, statement=statement, default_posting=False)


@pytest.mark.parametrize("client_name", ["as_sme", "as_outsider"])
def test_case_is_for_the_office_alone(request: pytest.FixtureRequest, client_name: str, statement: Statement) -> None:
    client: Client = request.getfixturevalue(client_name)

    assert client.get(_url(statement.journal.dossier, statement)).status_code == 404


def test_case_of_a_statement_of_another_dossier_is_not_there(
    as_accountant: Client, statement: Statement, other_dossier: Dossier
) -> None:
    assert as_accountant.get(_url(other_dossier, statement)).status_code == 404


def test_nothing_to_replay_is_said(as_accountant: Client, journal: Journal) -> None:
    line = paid(journal, "5.00")
    StatementLine.objects.update(status="partly")

    assert as_accountant.get(_url(journal.dossier, line.statement)).status_code == 302
    assert fresh(line).status == "partly"
