"""Financial journals: CODA can be ticked only where CodaBox can deliver."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from financial.eligibility import Reason, obstacle
from financial.models import Journal
from financial.services import CodaNotPossible, switch_coda
from offices.models import AuditEvent, Office, User

RIGHT = "BE83068041883415"


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def url_of(dossier: Dossier) -> str:
    return reverse("financial:journals", args=[dossier.pk])


def switch_url(journal: Journal) -> str:
    return reverse("financial:switch_coda", args=[journal.dossier_id, journal.pk])


def is_on(journal: Journal) -> bool:
    return Journal.objects.get(pk=journal.pk).coda_enabled


def test_a_click_ticks_and_leaves_a_trace(as_accountant: Client, accountant: User, savings: Journal) -> None:
    response = as_accountant.post(switch_url(savings), {"coda": "on"}, follow=True)
    assert is_on(savings)
    assert Journal.objects.get(pk=savings.pk).coda_enabled_at is not None
    assert "CODA was switched on for Belfius Spaarrekening; its files come within minutes." in response.content.decode()
    event = AuditEvent.objects.get(action="journal.coda.on")
    assert event.actor == accountant
    assert event.target == "F02 Belfius Spaarrekening · Fietsatelier Wielewaal BV"


def test_a_click_unticks(as_accountant: Client, journal: Journal) -> None:
    as_accountant.post(switch_url(journal), {})
    assert not is_on(journal)
    assert AuditEvent.objects.filter(action="journal.coda.off").count() == 1


def test_ticking_twice_changes_nothing(journal: Journal, accountant: User, office: Office) -> None:
    assert not switch_coda(journal=journal, on=True, actor=accountant, office=office)
    assert not AuditEvent.objects.filter(action="journal.coda.on").exists()


@pytest.mark.parametrize(
    ("iban", "reason"),
    [("", Reason.NO_IBAN), ("BE17003311829974", Reason.CHECK_DIGITS), ("F02-0001", Reason.NOT_AN_IBAN)],
)  # fmt: skip
def test_not_where_codabox_cannot_deliver(
    savings: Journal, accountant: User, office: Office, iban: str, reason: Reason
) -> None:
    savings.iban = iban
    savings.save()
    with pytest.raises(CodaNotPossible) as refused:
        switch_coda(journal=savings, on=True, actor=accountant, office=office)
    assert refused.value.obstacle.reason is reason
    assert not is_on(savings)
    assert not AuditEvent.objects.filter(action="journal.coda.on").exists()


def test_foreign_account_can_be_ticked(savings: Journal, accountant: User, office: Office) -> None:
    savings.iban = "NL91ABNA0417164300"
    savings.save()

    assert switch_coda(journal=savings, on=True, actor=accountant, office=office)


def test_wrong_check_digits_name_the_right_ones(savings: Journal) -> None:
    savings.iban = "BE17003311829974"
    found = obstacle(savings, ticked=())
    assert found is not None
    assert found.expected == "BE16"


def test_one_account_feeds_one_journal(as_accountant: Client, savings: Journal, other_dossier: Dossier) -> None:
    Journal.objects.create(dossier=other_dossier, code="F07", name="Spaar", iban=RIGHT, coda_enabled=True)
    response = as_accountant.post(switch_url(savings), {"coda": "on"}, follow=True)
    assert not is_on(savings)
    assert "Journal F07 of Bakkerij Ter Elst BV" in response.content.decode()


def test_the_same_iban_in_another_currency_is_another_account(
    savings: Journal, other_dossier: Dossier, accountant: User, office: Office
) -> None:
    Journal.objects.create(
        dossier=other_dossier, code="F07", name="Dollar", iban=RIGHT, currency="USD", coda_enabled=True
    )
    assert switch_coda(journal=savings, on=True, actor=accountant, office=office)


def test_the_page_says_why_and_the_way_out(as_accountant: Client, dossier: Dossier, journal: Journal) -> None:
    Journal.objects.create(dossier=dossier, code="F05", name="Kaart Bram", iban="BE17003311829974")
    page = as_accountant.get(url_of(dossier)).content.decode()
    assert "expected BE16" in page
    assert "1 of 2 with CODA" in page
    assert "Switch CODA on only after the latest statements were loaded in the books." in page
    assert page.count("disabled") == 1


def test_before_the_menu_is_on_there_is_nothing_to_switch(as_accountant: Client, journal: Journal) -> None:
    Dossier.objects.update(financial_enabled=False)
    response = as_accountant.get(url_of(journal.dossier))
    assert response["Location"] == reverse("dossiers:general", args=[journal.dossier_id])
    assert as_accountant.post(switch_url(journal), {}).status_code == 404
    assert is_on(journal)


@pytest.mark.parametrize("who", ["as_sme", "as_outsider"])
def test_only_staff_of_the_office(request: pytest.FixtureRequest, journal: Journal, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get(url_of(journal.dossier)).status_code == 404
    assert client.post(switch_url(journal), {}).status_code == 404
    assert is_on(journal)


def test_a_journal_of_another_dossier_is_404(as_accountant: Client, journal: Journal, other_dossier: Dossier) -> None:
    url = reverse("financial:switch_coda", args=[other_dossier.pk, journal.pk])
    assert as_accountant.post(url, {}).status_code == 404
    assert is_on(journal)


def test_a_link_alone_changes_nothing(as_accountant: Client, journal: Journal) -> None:
    assert as_accountant.get(switch_url(journal)).status_code == 405
    assert is_on(journal)
