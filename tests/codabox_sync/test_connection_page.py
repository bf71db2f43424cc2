"""The screen on which an office connects: two ways, what happened, and who can mend what is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from codabox_sync.connections.models import Connection
from codabox_sync.sandbox.model import CONNECT_ID, CONNECT_SECRET
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox, connect_url
from offices.models import Office
from tests.codabox_sync import worlds

URLS = "portal.urls_office"
PAGE = reverse("codabox_sync:connection", URLS)
ASK = reverse("codabox_sync:ask_consent", URLS)
BACK = reverse("codabox_sync:consent_back", URLS)
CHECK = reverse("codabox_sync:check_consent", URLS)
State = Connection.State


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def sandbox(office: Office, settings: Any) -> Iterator[Sandbox]:
    made = worlds.world()
    made.offices[0].enterprise_number = office.enterprise_number
    with worlds.served(made) as (sandbox, url):
        settings.IBANITY_URL = connect_url(url)
        settings.IBANITY_CLIENT_ID, settings.IBANITY_CLIENT_SECRET = CONNECT_ID, CONNECT_SECRET
        settings.CODABOX_ATTEMPTS = 1
        yield sandbox


@pytest.fixture
def asked(as_owner: Client, sandbox: Sandbox) -> Connection:
    as_owner.post(ASK, {"number": "BE 0403.019.261"})
    return Connection.objects.get()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_way_is_the_setting_until_one_was_taken(as_owner: Client, office: Office, settings: Any) -> None:
    settings.CODABOX_PROVIDER = "connect"

    assert "Allow it in MyCodaBox" in text_of(as_owner.get(PAGE))
    assert "Paste the token" in text_of(as_owner.get(PAGE, {"way": "classic"}))


def test_way_that_does_not_exist_is_the_usual_one(as_owner: Client, office: Office) -> None:
    assert "Paste the token" in text_of(as_owner.get(PAGE, {"way": "pigeon"}))


def test_connect_that_support_did_not_set_up_says_so(as_owner: Client, office: Office, settings: Any) -> None:
    settings.IBANITY_CLIENT_ID = ""

    page = text_of(as_owner.get(PAGE, {"way": "connect"}))

    assert "Support must do that first" in page
    assert ASK not in page


def test_number_of_the_office_is_filled_in(as_owner: Client, sandbox: Sandbox) -> None:
    assert 'value="0403.019.261"' in text_of(as_owner.get(PAGE, {"way": "connect"}))


def test_asking_shows_the_way_to_mycodabox(as_owner: Client, asked: Connection, sandbox: Sandbox) -> None:
    page = text_of(as_owner.get(PAGE))

    assert asked.state == State.CONSENT_ASKED
    assert f'href="{asked.confirmation_uri}"' in page
    assert "Consent asked" in page
    assert sandbox.state.consents[asked.consent_id].redirect_uri == f"http://janssens.localhost{BACK}"


@pytest.mark.parametrize(
    ("number", "why"),
    [("0403019262", "check digits are wrong"), ("0123456749", "does not know an accounting office")],
)
def test_wrong_number_stands_at_the_field(as_owner: Client, sandbox: Sandbox, number: str, why: str) -> None:
    answer = as_owner.post(ASK, {"number": number})

    assert answer.status_code == 200
    assert why in text_of(answer)


def test_coming_back_reads_the_consent_and_believes_nothing_else(
    as_owner: Client, asked: Connection, sandbox: Sandbox
) -> None:
    as_owner.get(BACK, {"status": "confirmed"})
    assert Connection.objects.get().state == State.CONSENT_ASKED

    sandbox.state.decide(asked.consent_id, "confirmed")
    answer = as_owner.get(BACK, {"error": "access_denied"}, follow=True)
    assert Connection.objects.get().state == State.ACTIVE
    assert "The office is connected with CodaBox." in text_of(answer)


def test_withdrawal_is_told_with_who_can_mend_it(as_owner: Client, asked: Connection, sandbox: Sandbox) -> None:
    for status in ("confirmed", "cancelled"):
        sandbox.state.decide(asked.consent_id, status)
        as_owner.post(CHECK)

    page = text_of(as_owner.get(PAGE))
    assert "The office has withdrawn its consent in MyCodaBox" in page
    assert "The office can mend this here." in page
    assert page.index("was withdrawn") < page.index("gave its consent") < page.index("was asked for a consent")


def test_codabox_that_does_not_answer_is_told(as_owner: Client, asked: Connection, sandbox: Sandbox) -> None:
    sandbox.play(Scenario.parse({"rules": [{"match": "*", "fault": {"status": 500}}]}))

    answer = as_owner.post(CHECK, follow=True)

    assert "CodaBox has a fault of its own" in text_of(answer)
    assert "it is tried again by itself" in text_of(answer)


def test_page_never_shows_the_secret_of_the_application(as_owner: Client, asked: Connection) -> None:
    assert CONNECT_SECRET not in text_of(as_owner.get(PAGE))


@pytest.mark.parametrize("url", [ASK, CHECK])
def test_what_changes_something_takes_post_only(as_owner: Client, office: Office, url: str) -> None:
    assert as_owner.get(url).status_code == 405


def test_only_staff_of_the_office_may_ask(as_sme: Client, as_outsider: Client, sandbox: Sandbox) -> None:
    answers = [client.post(url) for client in (as_sme, as_outsider) for url in (ASK, CHECK)]
    answers += [client.get(BACK) for client in (as_sme, as_outsider)]

    assert {answer.status_code for answer in answers} == {404}
    assert Connection.objects.count() == 0
