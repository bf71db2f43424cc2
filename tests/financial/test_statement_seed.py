"""The screen says what the accountants' manual says: its columns, its panels, its footer; and one sentence per line."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dossiers.models import Dossier, LedgerAccount, Relation
from financial.columns import COLUMNS
from financial.models import Allocation, OpenItem, StatementLine
from tests.financial.cast import TODAY, Receive

pytestmark = pytest.mark.usefixtures("today")
HTMX = {"HX-Request": "true"}
STANDARD = [
    "Vereffeningsstatus", "Boekingsdatum", "Documentsoort", "Documentnr.", "Rekeningsoort", "Rekeningnr.",
    "Omschrijving", "Bedrag", "Afschrifttotaal", "Vereffend bedrag", "CODA-codering bewaren", "Transactie",
]  # fmt: skip
OPTIONAL = ["Kostenbedrag", "Bedrag kredietbeperking", "Naam", "Rekeningnr. kosten"]


@pytest.fixture(autouse=True)
def _dutch(settings: Any) -> None:
    settings.LANGUAGE_CODE = "nl-be"


def text_of(client: Client, name: str, line: StatementLine, **headers: str) -> str:
    keys = [line.journal.dossier_id, line.statement_id, *([line.pk] if name == "line" else [])]
    page = client.get(reverse(f"financial:{name}", args=keys), headers=headers).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_columns_have_the_manuals_names() -> None:
    with translation.override("nl"):
        assert [str(column.label) for column in COLUMNS if column.standard][: len(STANDARD)] == STANDARD
        assert [str(column.label) for column in COLUMNS if not column.standard][: len(OPTIONAL)] == OPTIONAL


def test_heads_break_where_dutch_compounds_join_and_keep_the_whole_word(
    as_accountant: Client, receive: Receive
) -> None:
    line = receive()
    url = reverse("financial:statement", args=[line.journal.dossier_id, line.statement_id])
    page = as_accountant.get(url).content.decode()
    assert "Boekings\u00addatum" in page
    assert 'title="Boekingsdatum"' in page


def test_the_panel_has_the_manuals_four_blocks(as_accountant: Client, receive: Receive) -> None:
    panel = text_of(as_accountant, "line", receive(), **HTMX)
    for name in ("Grootboekposten", "CODA-afschriftregeldetails", "Codering van CODA-berichtgeving",
                 "Overige informatie"):  # fmt: skip
        assert name in panel


@pytest.fixture
def four(receive: Receive, customer: Relation, dossier: Dossier) -> list[StatementLine]:
    """500 settled, 61,40 of fuel, 250 of which 100 is settled, 20 blank; from 1.000 on."""
    fuel = LedgerAccount.objects.create(dossier=dossier, number="612300", name="Brandstof")
    of_customer = {"account_type": "customer", "relation": customer}
    lines = [
        receive(amount=Decimal(500), status="applied", applied=500, **of_customer),
        receive(amount=Decimal("-61.40"), status="partly", applied=Decimal("-61.40"), account_type="ledger",
                ledger_account=fuel),
        receive(amount=Decimal(250), status="partly", applied=100, **of_customer),
        receive(amount=Decimal(-20)),
    ]  # fmt: skip
    for line, amount in ((lines[0], 500), (lines[2], 100)):
        item = OpenItem.objects.create(relation=customer, document=f"VF{line.pk}", open=amount, date=TODAY)
        Allocation.objects.create(line=line, open_item=item, amount=amount)
    lines[0].statement.new_balance = Decimal("1668.60")
    lines[0].statement.save()
    return lines


@pytest.mark.parametrize(
    ("place", "account", "balance"),
    [(0, "Stad Lindekerke", "1.500,00"), (1, "Brandstof", "1.438,60"), (2, "Stad Lindekerke", "1.688,60"),
     (3, "Nog niet gekozen · regel 218/4", "1.668,60")],
)  # fmt: skip
def test_the_footer_follows_the_line(
    as_accountant: Client, four: list[StatementLine], place: int, account: str, balance: str
) -> None:
    """Niet-vereffend: 150 of the third line less the 20 that go out."""
    footer = text_of(as_accountant, "line", four[place]).rsplit("Niet-vereffend bedrag", 1)
    assert footer[0].rstrip().endswith(f"Rekening {account}")
    assert footer[1].startswith(f" 130,00 Saldo {balance} Totaalsaldo 1.668,60")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"step": "ogm"}, "OGM → VF2026-0418"),
        ({"step": "invoice_number", "why": {"what": "invoice_number", "found": "0418"}}, "Nr. 0418 → VF2026-0418"),
        ({"step": "iban"}, "IBAN en bedrag → VF2026-0418"),
        ({"step": "amount", "review": True}, "Op bedrag → VF2026-0418: te controleren"),
    ],
)
def test_a_line_says_in_one_sentence_why(
    as_accountant: Client, receive: Receive, invoice: OpenItem, fields: dict[str, Any], sentence: str
) -> None:
    line = receive(status="applied", account_type="customer", relation=invoice.relation, **_evidence(fields))
    Allocation.objects.create(line=line, open_item=invoice, amount=100)
    assert sentence in text_of(as_accountant, "statement", line)


def _evidence(fields: dict[str, Any]) -> dict[str, Any]:
    """`why` is the first piece of evidence."""
    found = dict(fields)
    why = found.pop("why", None)
    return found | ({"evidence": [why | {"where": "communication"}]} if why else {})


def test_a_blank_line_says_what_it_lacks(as_accountant: Client, receive: Receive) -> None:
    line = receive(processed_at="2026-11-20T08:00Z")
    assert "Geen codeerregel 01 50 000" in text_of(as_accountant, "statement", line)


def test_amounts_of_a_card_on_a_phone_have_a_sign(as_accountant: Client, receive: Receive) -> None:
    line = receive(amount=Decimal("1250.00"))
    url = reverse("financial:statement", args=[line.journal.dossier_id, line.statement_id])
    page = as_accountant.get(url).content.decode()
    assert '<td class="num ro m-tot"><span class="only-phone">+</span>1.250,00</td>' in page
