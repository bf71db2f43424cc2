"""CodaBox Connect as the sandbox plays it: strict, and wrong on purpose when the scenario says so."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from codabox_sync.classic import ClassicClient
from codabox_sync.sandbox.model import CONNECT_ID, CONNECT_SECRET, Office, World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox, connect_url, running
from tests.codabox_sync.connecting import BAKKER, consented
from tests.codabox_sync.connecting import connect_base as connect_base

JSON_API = "application/vnd.api+json"


@pytest.fixture
def token(connect_base: str) -> str:
    answer = httpx.post(
        f"{connect_base}/oauth2/token", auth=(CONNECT_ID, CONNECT_SECRET), data={"grant_type": "client_credentials"}
    )
    return str(answer.json()["access_token"])


@pytest.fixture
def raw(connect_base: str, token: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {token}", "Accept": JSON_API, "Content-Type": JSON_API}
    with httpx.Client(base_url=f"{connect_base}/", headers=headers) as client:
        yield client


def search_body(**changed: Any) -> dict[str, Any]:
    attributes = {"documentType": "bankAccountStatement", **changed.pop("attributes", {})}
    clients = changed.pop("clients", [{"type": "client", "id": BAKKER}])
    data = {"type": "documentSearch", "attributes": attributes, "relationships": {"clients": {"data": clients}}}
    return {"data": data | changed.pop("data", {}), "meta": {"paging": {"limit": 100, **changed}}}


def search(raw: httpx.Client, office: Office, body: Mapping[str, Any]) -> httpx.Response:
    return raw.post(f"accounting-offices/{office.connect_id}/document-searches", content=json.dumps(body))


def error(answer: httpx.Response) -> tuple[int, str, str]:
    problem = answer.json()["errors"][0]
    return answer.status_code, problem["code"], problem.get("source", {}).get("pointer", "")


@pytest.mark.parametrize(
    ("auth", "form", "status", "code"),
    [
        ((CONNECT_ID, "wrong"), {"grant_type": "client_credentials"}, 401, "invalid_client"),
        ((CONNECT_ID, CONNECT_SECRET), {"grant_type": "password"}, 400, "unsupported_grant_type"),
        ((CONNECT_ID, CONNECT_SECRET), {}, 400, "invalid_request"),
    ],
)
def test_token_needs_the_right_secret_and_grant(
    connect_base: str, auth: tuple[str, str], form: dict[str, str], status: int, code: str
) -> None:
    answer = httpx.post(f"{connect_base}/oauth2/token", auth=auth, data=form)

    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_token_ends(sandbox: Sandbox, raw: httpx.Client) -> None:
    assert raw.get("accounting-office-consents/x").status_code == 404

    sandbox.connect.forget_tokens()

    assert error(raw.get("accounting-office-consents/x")) == (401, "invalidAccessToken", "")


def test_body_must_be_json_api(raw: httpx.Client) -> None:
    answer = raw.post("accounting-office-consents", json={}, headers={"Content-Type": "application/json"})

    assert error(answer)[0] == 415


def test_every_answer_has_a_number(raw: httpx.Client) -> None:
    numbers = [raw.get("accounting-office-consents/x").headers["ibanity-request-id"] for _time in range(2)]

    assert numbers[0] != numbers[1]


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"limit": 0}, "/meta/paging/limit"),
        ({"limit": 1001}, "/meta/paging/limit"),
        ({"after": "unknown"}, "/meta/paging/after"),
        ({"clients": []}, "/data/relationships/clients"),
        ({"clients": [{"type": "client", "id": "BE0123456749"}]}, "/data/relationships/clients"),
        ({"clients": [{"type": "client", "id": BAKKER}] * 5001}, "/data/relationships/clients"),
        ({"attributes": {"documentType": "coda"}}, "/data/attributes/documentType"),
        ({"attributes": {"from": "2026-01-05T00:00:00"}}, "/data/attributes/from"),
        ({"attributes": {"from": "2020-01-05T00:00:00Z"}}, "/data/attributes/from"),
        ({"data": {"meta": {"paging": {}}}}, "/data"),
    ],
)
def test_search_of_a_wrong_shape_is_refused(
    sandbox: Sandbox, raw: httpx.Client, vermeulen: Office, changed: dict[str, Any], pointer: str
) -> None:
    consented(sandbox, vermeulen)

    assert error(search(raw, vermeulen, search_body(**changed))) == (400, "validationError", pointer)


@pytest.mark.parametrize("status", ["unconfirmed", "denied", "cancelled"])
def test_search_needs_a_consent_in_force(sandbox: Sandbox, raw: httpx.Client, vermeulen: Office, status: str) -> None:
    sandbox.state.decide(consented(sandbox, vermeulen), status)

    assert error(search(raw, vermeulen, search_body())) == (403, "consentMissing", "")


def test_search_includes_documents_as_an_object(sandbox: Sandbox, raw: httpx.Client, vermeulen: Office) -> None:
    consented(sandbox, vermeulen)

    answer = search(raw, vermeulen, search_body()).json()

    ids = [item["id"] for item in answer["included"]["documents"]]
    assert ids == [item["id"] for item in answer["data"]["relationships"]["documents"]["data"]]
    assert len(ids) == 3
    assert [row["offered"] for row in sandbox.state.ledger()] == [1, 1, 1]


def test_document_as_json_tells_what_it_is(sandbox: Sandbox, raw: httpx.Client, vermeulen: Office) -> None:
    consented(sandbox, vermeulen)
    index = vermeulen.clients[0].entries[0].feed_index

    answer = raw.get(f"accounting-offices/{vermeulen.connect_id}/clients/{BAKKER}/bank-account-statements/{index}")

    assert answer.json()["data"]["attributes"] == {"iban": "BE68539007547034", "createdAt": "2026-01-02T04:00:00.000Z"}


def test_office_decides_in_a_browser(sandbox: Sandbox, raw: httpx.Client, vermeulen: Office) -> None:
    attributes = {"accountingOfficeCompanyNumber": vermeulen.enterprise_number, "redirectUri": "https://back.test/"}
    body = {"data": {"type": "accountingOfficeConsent", "attributes": attributes}}
    page = raw.post("accounting-office-consents", content=json.dumps(body)).json()["data"]["attributes"][
        "confirmationUri"
    ]

    shown = httpx.get(page).text
    assert "Kantoor Vermeulen" in shown
    assert 'value="denied"' in shown

    allowed = httpx.post(page, data={"status": "confirmed"})
    assert (allowed.status_code, allowed.headers["location"]) == (303, "https://back.test/")
    assert httpx.post(page, data={"status": "denied"}).status_code == 400
    assert "cancelled" in httpx.post(page, data={"status": "cancelled"}).text
    assert [consent.status for consent in sandbox.state.consents.values()] == ["cancelled"]


def test_consents_survive_a_kill(vermeulen: Office, tmp_path: Path) -> None:
    first = Sandbox(World([vermeulen]), journal=tmp_path / "journal")
    consent = consented(first, vermeulen)

    second = Sandbox(World([vermeulen]), journal=tmp_path / "journal")

    assert second.state.consents[consent].status == "confirmed"


def test_one_api_may_be_left_out(vermeulen: Office) -> None:
    with running(Sandbox(World([vermeulen]), apis=("classic",))) as url:
        assert httpx.post(f"{connect_url(url)}/oauth2/token").status_code == 404
        assert httpx.get(url).status_code == 403


def test_clock_may_be_wrong(sandbox: Sandbox) -> None:
    sandbox.play(Scenario.parse({"clock_skew": -7200}))

    assert abs(sandbox.state.now() - datetime.now(UTC) + timedelta(hours=2)) < timedelta(seconds=5)


def play(sandbox: Sandbox, match: str, **fault: Any) -> None:
    sandbox.play(Scenario.parse({"rules": [{"match": match, "fault": fault}]}))


def test_fault_of_connect_is_worded_its_way(sandbox: Sandbox, raw: httpx.Client) -> None:
    play(sandbox, "GET accounting-office-consents/*", status=403, code="forbidden")

    assert error(raw.get("accounting-office-consents/x")) == (403, "forbidden", "")


def test_search_may_come_twice_and_backwards(sandbox: Sandbox, raw: httpx.Client, vermeulen: Office) -> None:
    consented(sandbox, vermeulen)
    play(sandbox, "POST */document-searches", duplicate=True, reverse=True)

    found = search(raw, vermeulen, search_body()).json()["included"]["documents"]

    three, two, one = (entry.feed_index for entry in reversed(vermeulen.clients[0].entries))
    assert [item["id"] for item in found] == [three, three, two, two, one, one]


def test_download_may_bring_the_content_of_another_account(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office
) -> None:
    asked, other = vermeulen.clients[0].entries[:2]
    other.metadata["iban"] = "BE43068999999501"
    play(sandbox, "GET delivery/download/*", swap=True)

    assert codabox.download(asked.feed_index, "cod") == b"0 statement 2\r\n"


def test_download_may_bring_two_statements_in_one_file(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office
) -> None:
    play(sandbox, "GET delivery/download/*", merge=True)

    content = codabox.download(vermeulen.clients[0].entries[0].feed_index, "cod")

    assert content == b"0 statement 1\r\n0 statement 2\r\n"


def test_documents_may_be_delivered_again_unasked(sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    codabox.feed(bakker.feed_id)
    codabox.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)
    play(sandbox, "GET delivery/pod-client/", redeliver=5)

    codabox.pod_client()

    assert [entry.feed_index for entry in codabox.redownload_feed(bakker.feed_id).entries] == [
        bakker.entries[0].feed_index
    ]
