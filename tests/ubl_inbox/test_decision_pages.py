"""Deciding on the page: what follows, what is said, and the way back."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from dossiers.models import Dossier
from offices.models import Office, User
from tests.ubl_inbox.letters import US, received
from ubl_inbox.models import Document
from ubl_inbox.services import approve

State = Document.State


@pytest.fixture
def three(dossier: Dossier) -> list[Document]:
    """Three purchases as the list shows them: newest first."""
    return [received(dossier, number=f"N{day}", issue_date=date(2026, 11, day)) for day in (9, 8, 7)]


def _decide(client: Client, document: Document, address: str = "", action: str = "approve") -> str:
    answer = client.post(
        f"/dossiers/{document.dossier_id}/mailbox/{document.pk}/{action}/{address}", {"remark": "because"}
    )
    return str(answer["Location"])


def _shown(client: Client, address: str) -> str:
    return str(client.get(address).context["shown"].document.number)


def test_next_one_below_is_shown(as_sme: Client, three: list[Document]) -> None:
    assert _shown(as_sme, _decide(as_sme, three[1])) == "N7"


def test_after_the_last_one_of_the_list_the_first_is_shown(as_sme: Client, three: list[Document]) -> None:
    assert _shown(as_sme, _decide(as_sme, three[2])) == "N9"


def test_after_the_only_one_that_document_stays(as_sme: Client, dossier: Dossier) -> None:
    only = received(dossier)

    assert _shown(as_sme, _decide(as_sme, only)) == only.number


def test_search_and_segment_stay(as_sme: Client, three: list[Document]) -> None:
    address = _decide(as_sme, three[0], "?q=N8&state=to_approve&view=pdf")

    assert address.endswith(f"purchases/?q=N8&state=to_approve&shown={three[1].pk}")


def test_list_is_what_a_phone_sees_after_a_decision(as_sme: Client, three: list[Document]) -> None:
    page = as_sme.get(_decide(as_sme, three[0]))

    assert not page.context["document_open"]


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_toast_offers_the_way_back(as_sme: Client, three: list[Document], action: str) -> None:
    page = as_sme.get(_decide(as_sme, three[0], action=action)).content.decode()

    assert f'action="/dossiers/{three[0].dossier_id}/mailbox/{three[0].pk}/reopen/"' in page.split('id="toasts"')[1]


def test_way_back_is_offered_once(as_sme: Client, three: list[Document]) -> None:
    address = _decide(as_sme, three[0])
    as_sme.get(address)

    assert "reopen/" not in as_sme.get(address).content.decode().split('id="toasts"')[1]


def test_remark_stands_on_the_page_of_the_decided(as_accountant: Client, as_sme: Client, dossier: Dossier) -> None:
    document = received(dossier)
    as_sme.post(f"/dossiers/{dossier.pk}/mailbox/{document.pk}/approve/", {"remark": "<b>web shop</b>"})

    page = as_accountant.get(f"/dossiers/{dossier.pk}/mailbox/{document.pk}/").content.decode()

    assert "&lt;b&gt;web shop&lt;/b&gt;" in page
    assert "Lena" in page


def test_get_decides_nothing(as_sme: Client, three: list[Document]) -> None:
    answer = as_sme.get(f"/dossiers/{three[0].dossier_id}/mailbox/{three[0].pk}/approve/")

    assert answer.status_code == 405
    assert not Document.objects.exclude(state=State.TO_APPROVE).exists()


@pytest.mark.parametrize("action", ["approve", "reject", "reopen"])
def test_client_of_another_dossier_cannot_decide(
    as_sme: Client, other_dossier: Dossier, accountant: User, office: Office, action: str
) -> None:
    document = received(other_dossier, customer=replace(US, enterprise_number=other_dossier.enterprise_number))
    if action == "reopen":
        approve(document=document, actor=accountant, office=office)
    before = Document.objects.values_list("state", "decided_at").get()

    answer = as_sme.post(f"/dossiers/{other_dossier.pk}/mailbox/{document.pk}/{action}/", {"remark": "x"})

    assert answer.status_code == 404
    assert Document.objects.values_list("state", "decided_at").get() == before
