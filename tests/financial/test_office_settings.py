"""The office's choices on screen."""

import pytest
from django.test import Client
from django.urls import reverse

from financial import office_settings
from offices.models import AuditEvent, Office, User

URL = reverse("financial:office_settings", urlconf="portal.urls_office")


def test_accountant_switches_a_choice(as_accountant: Client, office: Office, accountant: User) -> None:
    assert as_accountant.get(URL).context["choices"].split_sets is False

    assert as_accountant.post(URL, {"choice": "split_sets", "on": "on"}).status_code == 302

    assert as_accountant.get(URL).context["choices"].split_sets is True
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.office) == ("processing.split_sets.on", accountant, office)


def test_choice_is_switched_off_again(as_accountant: Client, office: Office) -> None:
    office_settings.change(actor=None, office=office, propose_on_amount=True, split_sets=True)

    as_accountant.post(URL, {"choice": "propose_on_amount"})

    kept = office_settings.get()
    assert (kept.propose_on_amount, kept.split_sets) == (False, True)


@pytest.mark.parametrize("client_name", ["as_sme", "as_outsider"])
def test_choices_are_not_there_for_others(request: pytest.FixtureRequest, client_name: str, office: Office) -> None:
    client: Client = request.getfixturevalue(client_name)

    assert client.get(URL).status_code == 404
    assert client.post(URL, {"choice": "split_sets", "on": "on"}).status_code == 404
    assert office_settings.get().split_sets is False


def test_unknown_choice_is_refused(as_accountant: Client) -> None:
    assert as_accountant.post(URL, {"choice": "pk", "on": "on"}).status_code == 404
