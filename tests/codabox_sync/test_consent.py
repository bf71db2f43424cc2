"""The consent of an office: asked, given, denied, withdrawn; what we know of it is what CodaBox says when asked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from codabox_sync.connections import consent, services
from codabox_sync.connections.models import Connection
from codabox_sync.errors import AlreadyRegistered, OfficeUnknown, Unreachable
from codabox_sync.sandbox.model import CONNECT_ID, CONNECT_SECRET
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox, connect_url
from offices.models import AuditEvent, Office, User
from tests.codabox_sync import worlds

State = Connection.State
BACK = "https://janssens.afpunt.test/office/codabox/consent/back/"


@pytest.fixture
def sandbox(office: Office, settings: Any) -> Iterator[Sandbox]:
    """A CodaBox that knows the office of Janssens by its number."""
    made = worlds.world()
    made.offices[0].enterprise_number = office.enterprise_number
    with worlds.served(made) as (sandbox, url):
        settings.IBANITY_URL = connect_url(url)
        settings.IBANITY_CLIENT_ID, settings.IBANITY_CLIENT_SECRET = CONNECT_ID, CONNECT_SECRET
        settings.CODABOX_ATTEMPTS = 1
        yield sandbox


def ask(office: Office, actor: User | None = None) -> Connection:
    return consent.ask_consent(office=office, number=office.enterprise_number, redirect_uri=BACK, actor=actor)


def decided(sandbox: Sandbox, connection: Connection, status: str) -> Connection:
    """The connection after the office said so in MyCodaBox and we looked."""
    sandbox.state.decide(connection.consent_id, status)
    return consent.refresh_consent(connection)


def actions() -> list[str]:
    return list(AuditEvent.objects.filter(action__startswith="codabox").order_by("pk").values_list("action", flat=True))


def test_asked_is_not_connected(office: Office, owner: User, sandbox: Sandbox) -> None:
    found = ask(office, owner)

    assert (found.provider, found.state, found.is_connected) == ("connect", State.CONSENT_ASKED, False)
    assert found.confirmation_uri.endswith(f"/mycodabox/consents/{found.consent_id}")
    assert sandbox.state.consents[found.consent_id].redirect_uri == BACK
    assert actions() == ["codabox.consent_asked"]


def test_nothing_changes_until_the_office_decides(office: Office, sandbox: Sandbox) -> None:
    asked = ask(office)

    assert consent.refresh_consent(asked).state == State.CONSENT_ASKED


def test_given_is_active_and_due_at_once(office: Office, sandbox: Sandbox) -> None:
    found = decided(sandbox, ask(office), "confirmed")

    assert (found.state, found.is_connected, found.fault) == (State.ACTIVE, True, "")
    assert found.accounting_office_id == sandbox.state.world.offices[0].connect_id
    assert found.next_poll_at is None
    assert actions() == ["codabox.consent_asked", "codabox.consent_given"]


def test_denied_is_refused_with_its_reason(office: Office, sandbox: Sandbox) -> None:
    found = decided(sandbox, ask(office), "denied")

    assert (found.state, found.is_connected, found.fault) == (State.REFUSED, False, "consent_denied")


@pytest.mark.parametrize("word", ["cancelled", "revoked", "Withdrawn"])
def test_withdrawn_closes_the_connection(office: Office, sandbox: Sandbox, word: str) -> None:
    active = decided(sandbox, ask(office), "confirmed")

    found = decided(sandbox, active, word)

    assert (found.state, found.is_connected, found.fault) == (State.WITHDRAWN, False, "consent_withdrawn")
    assert actions()[-1] == "codabox.consent_withdrawn"


def test_consent_that_codabox_no_longer_shows_is_withdrawn(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")
    rule = {"match": "GET accounting-office-consents/*", "fault": {"status": 404, "code": "notFound"}}
    sandbox.play(Scenario.parse({"rules": [rule]}))

    assert consent.refresh_consent(active).state == State.WITHDRAWN


def test_given_again_after_all(office: Office, sandbox: Sandbox) -> None:
    denied = decided(sandbox, ask(office), "denied")

    assert decided(sandbox, denied, "confirmed").state == State.ACTIVE


def test_word_we_do_not_know_asks_for_attention(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")

    unclear = decided(sandbox, active, "paused")
    assert (unclear.state, unclear.fault) == (State.PROBLEM, "consent_unclear")
    assert unclear.fault_params["detail"] == "paused"
    assert unclear.is_connected

    clear = decided(sandbox, unclear, "confirmed")
    assert (clear.state, clear.fault) == (State.ACTIVE, "")


def test_fault_of_a_poll_is_not_wiped_by_a_look_at_the_consent(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")
    Connection.objects.update(state=State.PROBLEM, fault="access_refused")

    found = consent.refresh_consent(active)

    assert (found.state, found.fault) == (State.PROBLEM, "access_refused")


def test_refusal_that_was_a_mistake_is_forgotten(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")
    later = timezone.now() + timedelta(minutes=40)
    Connection.objects.update(state=State.WITHDRAWN, fault="consent_refused", next_poll_at=later)

    found = consent.refresh_consent(active)

    assert (found.state, found.fault, found.next_poll_at) == (State.ACTIVE, "", later)
    assert actions().count("codabox.consent_given") == 1


def test_second_consent_of_an_active_office_changes_nothing(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")

    with pytest.raises(AlreadyRegistered):
        ask(office)

    assert Connection.objects.get().consent_id == active.consent_id


def test_unknown_office_stays_without_a_connection(office: Office, sandbox: Sandbox) -> None:
    with pytest.raises(OfficeUnknown):
        consent.ask_consent(office=office, number="0123456749", redirect_uri=BACK, actor=None)

    assert services.connection_of(office).state == State.ABSENT


def test_token_goes_on_working_until_the_consent_is_given(office: Office, sandbox: Sandbox) -> None:
    Connection.objects.create(office=office, state=State.ACTIVE, username="u", password="p")

    asked = ask(office)
    assert (asked.provider, asked.state, asked.is_connected) == ("classic", State.ACTIVE, True)

    denied = decided(sandbox, asked, "denied")
    assert (denied.provider, denied.state, denied.consent_id) == ("classic", State.ACTIVE, "")

    given = decided(sandbox, ask(office), "confirmed")
    assert (given.provider, given.state) == ("connect", State.ACTIVE)


def test_codabox_that_cannot_be_reached_changes_nothing(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")
    sandbox.play(Scenario.parse({"rules": [{"match": "*", "fault": {"reset": True}}]}))

    with pytest.raises(Unreachable):
        consent.refresh_consent(active)

    assert Connection.objects.get().state == State.ACTIVE


def test_consents_are_read_again_once_a_day(office: Office, sandbox: Sandbox) -> None:
    decided(sandbox, ask(office), "confirmed")
    now = timezone.now()

    assert consent.consents_to_check(now + timedelta(hours=23, minutes=59)) == []
    assert [c.office for c in consent.consents_to_check(now + timedelta(hours=24, minutes=1))] == [office]


@pytest.mark.parametrize(
    "changed", [{"state": State.CONSENT_ASKED}, {"state": State.PROBLEM, "fault": "consent_refused"}]
)
def test_consent_that_is_awaited_or_doubted_is_read_at_once(
    office: Office, sandbox: Sandbox, changed: dict[str, str]
) -> None:
    decided(sandbox, ask(office), "confirmed")
    Connection.objects.update(**changed)

    assert len(consent.consents_to_check(timezone.now())) == 1


def test_check_finds_a_withdrawal(office: Office, sandbox: Sandbox) -> None:
    active = decided(sandbox, ask(office), "confirmed")
    sandbox.state.decide(active.consent_id, "cancelled")

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        consent.check_consents()

    assert Connection.objects.get().state == State.WITHDRAWN


def test_check_goes_on_when_codabox_does_not_answer(
    office: Office, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    ask(office)
    sandbox.play(Scenario.parse({"rules": [{"match": "*", "fault": {"status": 500}}]}))

    consent.check_consents()

    assert caplog.messages[-1] == "consent of office_janssens cannot be read: server_fault"


def test_token_after_a_consent_is_the_classic_way_again(office: Office, sandbox: Sandbox, settings: Any) -> None:
    decided(sandbox, ask(office), "confirmed")
    world = sandbox.state.world
    settings.CODABOX_BASE_URL = settings.IBANITY_URL.replace("codabox-connect", "v2/")
    settings.CODABOX_SOFTWARE_COMPANY = world.software_company

    services.connect(office=office, token=world.offices[0].token, actor=None)

    assert Connection.objects.get().provider == "classic"
