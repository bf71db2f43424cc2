"""The published examples of the classic API, and answers that break its contract."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from codabox_sync import errors
from codabox_sync.answers import Credentials
from codabox_sync.calls import Limits
from codabox_sync.classic import ClassicClient

POD_CLIENT = {
    "id": 66,
    "fetch_delay": 7200,
    "allowed_formats": {"coda": ["cod", "pdf", "xml"], "soda": ["pdf", "xml"], "expense": ["pdf", "xml"]},
    "feed_clients": [
        {
            "id": 277,
            "client_id": "11111111-2222-3333-4444-555555555555",
            "client_name": "Voorbeeld BV",
            "client_code": "VB001",
            "fiduciary_id": "66666666-7777-8888-9999-000000000000",
            "target_root_state": "default",
            "delivery_config": None,
        }
    ],
}
METADATA = {
    "iban": "BE68539007547034",
    "bank_id": "GKCCBEBB",
    "currency": "EUR",
    "extension_zone": None,
    "first_statement_number": 12,
    "last_statement_number": 13,
    "movement_count": 5,
    "new_balance_date": "2026-01-05",
}
ENTRY = {
    "feed_index": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    "document_model": "coda",
    "metadata": METADATA,
}
CLIENT = {
    "id": "11111111-2222-3333-4444-555555555555",
    "client_code": "VB001",
    "state": "active",
    "legal_entity": {"name": "Voorbeeld BV", "enterprise_num": "BE0123456749"},
    "bank_accounts": [
        {
            "iban": "BE68539007547034",
            "subaccounts": [{"currency": "EUR", "extension": None}, {"currency": "USD", "extension": "001"}],
            "type": "current",
            "bank_id": "GKCCBEBB",
            "state": "active",
        }
    ],
}
BASE = "https://codabox.test/v2/"
Answering = Callable[..., ClassicClient]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Makes a client of a server that answers the given JSON, one after the other."""
    made: list[ClassicClient] = []

    def make(*answers: Any, limits: Limits | None = None) -> ClassicClient:
        left = iter(answers)
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json=next(left)))
        made.append(ClassicClient(BASE, "key", Credentials("u", "p"), transport=transport, limits=limits))
        return made[-1]

    yield make
    for client in made:
        client.close()


def feed(*entries: Any) -> dict[str, Any]:
    return {"id": 277, "type": "download", "feed_entries": list(entries)}


def test_the_pod_client_of_the_examples(answering: Answering) -> None:
    pod = answering(POD_CLIENT).pod_client()

    assert (pod.id, pod.fetch_delay) == (66, 7200)
    assert pod.allowed_formats == {"coda": ("cod", "pdf", "xml"), "soda": ("pdf", "xml"), "expense": ("pdf", "xml")}
    assert [(client.id, client.client_id, client.client_code) for client in pod.feed_clients] == [
        (277, "11111111-2222-3333-4444-555555555555", "VB001")
    ]
    assert pod.feed_clients[0].raw["target_root_state"] == "default"


def test_the_feed_of_the_examples(answering: Answering) -> None:
    (entry,) = answering(feed(ENTRY)).feed(277).entries

    assert (entry.feed_index, entry.document_model) == (ENTRY["feed_index"], "coda")
    assert entry.metadata == METADATA
    assert entry.coda is not None
    assert (entry.coda.iban, entry.coda.currency, entry.coda.extension_zone) == ("BE68539007547034", "EUR", None)
    assert (entry.coda.first_statement_number, entry.coda.last_statement_number) == (12, 13)
    assert entry.coda.new_balance_date == date(2026, 1, 5)


def test_an_unknown_model_and_unknown_fields_are_kept(answering: Answering) -> None:
    odd = {**ENTRY, "document_model": "credit_card", "metadata": {"card": "x"}, "new_field": [1]}

    (entry,) = answering(feed(odd)).feed(277).entries

    assert (entry.document_model, entry.coda, entry.metadata) == ("credit_card", None, {"card": "x"})
    assert entry.raw["new_field"] == [1]


@pytest.mark.parametrize(
    "metadata", [None, "x", [], {}, {"iban": 5, "movement_count": "5", "new_balance_date": "soon"}]
)
def test_odd_metadata_holds_up_nothing(answering: Answering, metadata: Any) -> None:
    (entry,) = answering(feed({**ENTRY, "metadata": metadata})).feed(277).entries

    assert entry.coda is not None
    assert (entry.coda.iban, entry.coda.movement_count, entry.coda.new_balance_date) == (None, None, None)


def test_the_client_of_the_examples(answering: Answering) -> None:
    client = answering(CLIENT).client("11111111-2222-3333-4444-555555555555")

    assert (client.enterprise_number, client.state, client.client_code) == ("0123456749", "active", "VB001")
    assert [(part.currency, part.extension) for part in client.bank_accounts[0].subaccounts] == [
        ("EUR", None),
        ("USD", "001"),
    ]


@pytest.mark.parametrize(
    ("spelling", "number"),
    [("BE0123456749", "0123456749"), ("0123.456.749", "0123456749"), ("0123456750", None), (None, None), ("", None)],
)
def test_an_enterprise_number_in_every_spelling(answering: Answering, spelling: Any, number: str | None) -> None:
    entity = {"name": "Voorbeeld BV", "enterprise_num": spelling}

    assert answering({**CLIENT, "legal_entity": entity}).client("x").enterprise_number == number


def test_clients_may_come_in_pages(answering: Answering) -> None:
    first = {"count": 2, "next": f"{BASE}clients/?page=2", "results": [CLIENT]}
    second = {"count": 2, "next": None, "results": [{**CLIENT, "id": "other"}]}

    assert [client.id for client in answering(first, second).clients()] == [CLIENT["id"], "other"]


def test_too_many_pages_are_an_error_and_not_a_shorter_list(answering: Answering) -> None:
    endless = {"next": f"{BASE}clients/?page=2", "results": [CLIENT]}

    with pytest.raises(errors.TooManyPages):
        answering(*[endless] * 9, limits=Limits(pages=3)).clients()


def test_a_next_page_on_another_host_is_not_asked(answering: Answering) -> None:
    elsewhere = {"next": "https://elsewhere.test/v2/clients/?page=2", "results": [CLIENT]}

    with pytest.raises(errors.RedirectRefused):
        answering(elsewhere).clients()


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ([], "the answer"),
        ({}, "feed_entries"),
        ({"id": 277, "feed_entries": {}}, "feed_entries"),
        ({"id": "277", "feed_entries": []}, "id"),
        ({"id": True, "feed_entries": []}, "id"),
        (feed(ENTRY, None), "feed_entries[1]"),
        (feed({**ENTRY, "feed_index": 5}), "feed_entries[0].feed_index"),
        (feed({**ENTRY, "feed_index": "../x"}), "feed_entries[0].feed_index"),
        (feed(ENTRY, {**ENTRY, "document_model": None}), "feed_entries[1].document_model"),
    ],
)
def test_a_wrong_shape_is_named_by_its_place(answering: Answering, answer: Any, field: str) -> None:
    with pytest.raises(errors.BadAnswer) as caught:
        answering(answer).feed(277)

    assert (caught.value.code, caught.value.params["field"]) == ("wrong_shape", field)
    assert caught.value.params["call"] == "GET delivery/feed/277/"


@pytest.mark.parametrize(
    "answer", [{"username": "u"}, {"username": "", "password": "p"}, {"username": 1, "password": "p"}]
)
def test_half_credentials_are_a_bad_answer(answering: Answering, answer: Any) -> None:
    with pytest.raises(errors.BadAnswer):
        answering(answer).exchange_token("token")
