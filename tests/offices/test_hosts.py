"""Which host leads where, and who has a place on it."""

import pytest
from django.test import Client
from django.utils import timezone

from offices.models import Membership, Office, User
from tests.conftest import PASSWORD


def _sign_in(host: str, user: User) -> int:
    client = Client(headers={"host": host})
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code


def test_unknown_host_is_404(db: None) -> None:
    assert Client(headers={"host": "nobody.localhost"}).get("/").status_code == 404


def test_suspended_office_is_404(janssens: Office, anonymous: Client) -> None:
    Office.objects.filter(pk=janssens.pk).update(suspended_at=timezone.now())

    assert anonymous.get("/accounts/login/").status_code == 404


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_answer_on_any_host(db: None, path: str) -> None:
    assert Client(headers={"host": "10.0.0.7"}).get(path).status_code == 200


def test_readyz_names_the_queue_that_is_down(db: None, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"database": True, "queue": False}


def test_anonymous_is_sent_to_sign_in(anonymous: Client) -> None:
    assert anonymous.get("/dossiers/")["Location"] == "/accounts/login/?next=/dossiers/"


def test_member_signs_in(accountant: User) -> None:
    assert _sign_in("janssens.localhost", accountant) == 302


def test_member_of_another_office_cannot_sign_in(janssens: Office, outsider: User) -> None:
    assert _sign_in("janssens.localhost", outsider) == 200


def test_support_signs_in_on_the_public_host(support: User) -> None:
    assert _sign_in("localhost", support) == 302


def test_accountant_cannot_sign_in_on_the_public_host(accountant: User) -> None:
    assert _sign_in("localhost", accountant) == 200


def test_signed_in_outsider_gets_404(as_outsider: Client) -> None:
    assert as_outsider.get("/dossiers/").status_code == 404


def test_member_whose_membership_ended_gets_404(as_accountant: Client, accountant: User) -> None:
    Membership.objects.filter(user=accountant).delete()

    assert as_accountant.get("/dossiers/").status_code == 404


def test_outsider_can_still_sign_out(as_outsider: Client) -> None:
    assert as_outsider.post("/accounts/logout/").status_code == 302


def test_nobody_signs_up(anonymous: Client) -> None:
    page = anonymous.post("/accounts/signup/", {"email": "x@example.be", "password1": PASSWORD, "password2": PASSWORD})

    assert page.status_code == 200
    assert not User.objects.filter(email="x@example.be").exists()
