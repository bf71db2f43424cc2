"""Who may speak on the REST API: a live token of the office whose host is called."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from offices.models import ApiToken, AuditEvent, Office
from offices.services import issue_api_token
from tests.books import Books

URL = "/api/v1/dossiers/"


def answer_to(authorization: str, *, host: str = "janssens.localhost") -> int:
    headers = {"host": host} | ({"authorization": authorization} if authorization else {})
    return Client(SERVER_NAME=host).get(URL, headers=headers).status_code


def test_live_token_is_let_in(books: Books) -> None:
    assert books.get("dossiers/").status_code == 200


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer afp_guessed", "Basic b2xnYTpzZWNyZXQ=", "Bearer é"])
def test_without_a_known_token_nobody_is_let_in(office: Office, authorization: str) -> None:
    assert answer_to(authorization) == 401


def test_refusal_names_the_scheme(anonymous: Client) -> None:
    response = anonymous.get(URL)

    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Type"] == "application/json"


def test_token_of_another_office_is_unknown(janssens: Office, peeters: Office) -> None:
    token = issue_api_token(office=peeters, name="Pakket")

    assert answer_to(f"Bearer {token}") == 401
    assert answer_to(f"Bearer {token}", host="peeters.localhost") == 200


def test_revoked_token_is_refused(books: Books) -> None:
    ApiToken.objects.update(revoked_at=timezone.now())

    assert books.get("dossiers/").status_code == 401


def test_refused_token_leaves_no_trace_of_use(office: Office) -> None:
    issue_api_token(office=office, name="Pakket")
    answer_to("Bearer afp_guessed")

    assert ApiToken.objects.get().last_used_at is None


def test_use_is_noted(books: Books) -> None:
    books.get("dossiers/")

    assert ApiToken.objects.get().last_used_at is not None


def test_only_the_digest_is_kept(office: Office) -> None:
    token = issue_api_token(office=office, name="Pakket")
    rows = [*ApiToken.objects.values(), *AuditEvent.objects.values("params", "target")]
    kept = json.dumps(rows, default=str)

    assert token not in kept
    assert token.removeprefix("afp_") not in kept


def test_issuing_stands_in_the_audit_trail(office: Office) -> None:
    issue_api_token(office=office, name="Pakket")

    assert AuditEvent.objects.filter(action="api_token.issued", office=office, target="Pakket").count() == 1


def test_session_of_a_person_is_no_token(as_accountant: Client) -> None:
    assert as_accountant.get(URL).status_code == 401


def test_outsider_gets_404(as_outsider: Client) -> None:
    assert as_outsider.get(URL).status_code == 404


def test_public_host_has_no_api(books: Books) -> None:
    headers = {"authorization": f"Bearer {books.token}", "host": "localhost"}

    assert Client(SERVER_NAME="localhost").get(URL, headers=headers).status_code == 404


def test_token_opens_no_page(books: Books) -> None:
    response = books.client.get(
        reverse("monitoring:office"),
        headers={"authorization": f"Bearer {books.token}", "host": "janssens.localhost"},
    )

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_json_nested_too_deeply_is_the_callers_mistake(books: Books) -> None:
    nested = "[" * 100_000 + "]" * 100_000

    response = books.client.put(
        f"{URL}", nested, content_type="application/json", headers={"authorization": f"Bearer {books.token}"}
    )

    assert response.status_code == 400
