"""The way in, the list of dossiers and the general settings."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, DossierAccess
from dossiers.services import grant_access, switch_financial
from offices.models import AuditEvent, Office, User

LIST = reverse("dossiers:list", urlconf="portal.urls_office")


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def general_url(dossier: Dossier) -> str:
    return reverse("dossiers:general", args=[dossier.pk])


def is_on(dossier: Dossier) -> bool:
    return Dossier.objects.get(pk=dossier.pk).financial_enabled


def test_a_client_with_one_dossier_goes_straight_to_its_money(as_sme: Client, dossier: Dossier) -> None:
    assert as_sme.get("/")["Location"] == reverse("financial:transactions", args=[dossier.pk])


def test_a_client_without_the_menu_goes_to_the_mailbox(as_sme: Client, dossier: Dossier) -> None:
    Dossier.objects.update(financial_enabled=False)
    assert as_sme.get("/")["Location"] == reverse("ubl_inbox:purchases", args=[dossier.pk])


def test_a_client_with_two_dossiers_chooses(
    as_sme: Client, sme: User, dossier: Dossier, other_dossier: Dossier
) -> None:
    grant_access(dossier=other_dossier, user=sme)
    assert as_sme.get("/")["Location"] == LIST


def test_staff_choose(as_accountant: Client, dossier: Dossier) -> None:
    assert as_accountant.get("/")["Location"] == LIST


def test_the_list_holds_what_one_may_open(
    as_sme: Client, as_accountant: Client, dossier: Dossier, other_dossier: Dossier
) -> None:
    assert "Ter Elst" in as_accountant.get(LIST).content.decode()
    page = as_sme.get(LIST).content.decode()
    assert "Wielewaal" in page
    assert "Ter Elst" not in page


@pytest.mark.parametrize("text", ["wiele", "bv fiets", "WIEL", "0781.234.535", "BE0781 234 535", "781234"])
def test_a_dossier_is_found_by(as_accountant: Client, dossier: Dossier, other_dossier: Dossier, text: str) -> None:
    page = as_accountant.get(LIST, {"q": text}).content.decode()
    assert "Wielewaal" in page
    assert "Ter Elst" not in page


def test_nothing_found_offers_all(as_accountant: Client, dossier: Dossier) -> None:
    page = as_accountant.get(LIST, {"q": "zzz"}).content.decode()
    assert "No dossier found" in page
    assert "Wielewaal" not in page


def test_htmx_gets_the_results_alone(as_accountant: Client, dossier: Dossier) -> None:
    page = as_accountant.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "Wielewaal" in page
    assert "<html" not in page


def test_an_outsider_sees_no_list(as_outsider: Client, dossier: Dossier) -> None:
    assert as_outsider.get(LIST).status_code == 404
    assert as_outsider.get("/").status_code == 404


@pytest.mark.parametrize(
    ("who", "on", "first"),
    [("as_accountant", True, "financial:transactions"), ("as_accountant", False, "dossiers:general"),
     ("as_sme", True, "financial:transactions"), ("as_sme", False, "ubl_inbox:purchases")],
)  # fmt: skip
def test_opening_a_dossier(request: pytest.FixtureRequest, dossier: Dossier, who: str, on: bool, first: str) -> None:
    Dossier.objects.update(financial_enabled=on)
    client: Client = request.getfixturevalue(who)
    response = client.get(reverse("dossiers:open", args=[dossier.pk]))
    assert response["Location"] == reverse(first, args=[dossier.pk])


@pytest.mark.parametrize("who", ["as_sme", "as_outsider"])
def test_a_dossier_one_may_not_open_is_404(request: pytest.FixtureRequest, other_dossier: Dossier, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get(reverse("dossiers:open", args=[other_dossier.pk])).status_code == 404


def test_the_menu_is_switched_on_and_off_with_a_trace(
    as_accountant: Client, accountant: User, dossier: Dossier
) -> None:
    as_accountant.post(general_url(dossier), {})
    assert not is_on(dossier)
    as_accountant.post(general_url(dossier), {"financial": "on"})
    assert is_on(dossier)
    trail = AuditEvent.objects.filter(target=dossier.name).order_by("id").values_list("action", "actor")
    assert list(trail) == [("dossier.financial.off", accountant.pk), ("dossier.financial.on", accountant.pk)]


def test_switching_to_what_it_is_leaves_no_trace(dossier: Dossier, accountant: User, office: Office) -> None:
    assert not switch_financial(dossier=dossier, on=True, actor=accountant, office=office)
    assert not AuditEvent.objects.filter(target=dossier.name).exists()


def test_the_journals_can_be_chosen_once_the_menu_is_on(as_accountant: Client, dossier: Dossier) -> None:
    journals = reverse("financial:journals", args=[dossier.pk])
    assert journals in as_accountant.get(general_url(dossier)).content.decode()
    Dossier.objects.update(financial_enabled=False)
    assert journals not in as_accountant.get(general_url(dossier)).content.decode()


def test_general_shows_name_and_number(as_accountant: Client, dossier: Dossier) -> None:
    page = as_accountant.get(general_url(dossier)).content.decode()
    assert "Fietsatelier Wielewaal BV" in page
    assert "0781.234.535" in page


@pytest.mark.parametrize("who", ["as_sme", "as_outsider"])
def test_settings_are_for_staff(request: pytest.FixtureRequest, dossier: Dossier, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get(general_url(dossier)).status_code == 404
    assert client.post(general_url(dossier), {}).status_code == 404
    assert is_on(dossier)


def test_access_is_granted_once(dossier: Dossier, sme: User) -> None:
    grant_access(dossier=dossier, user=sme)
    assert DossierAccess.objects.filter(dossier=dossier, user=sme).count() == 1
