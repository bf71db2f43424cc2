"""CodaBox Connect behind the port: one search per type for all clients, and a cursor that never runs ahead."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from codabox_sync.connect.client import ConnectClient
from codabox_sync.connect.provider import MODELS, ConnectProvider, SearchOptions
from codabox_sync.errors import Gone
from codabox_sync.provider import Cursor, Entry, Lot, Page, RemoteClient
from codabox_sync.sandbox.model import Office
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox
from tests.codabox_sync import worlds
from tests.codabox_sync.connecting import BAKKER, NOW, SLAGER, answered_by, invoice, provider_of
from tests.codabox_sync.connecting import connect_base as connect_base
from tests.codabox_sync.connecting import connected as connected

BOTH = (RemoteClient(BAKKER, enterprise_number=BAKKER), RemoteClient(SLAGER, enterprise_number=SLAGER))


def walk(provider: ConnectProvider, lot: Lot) -> tuple[list[Entry], Cursor]:
    """Everything on offer, and what to remember."""
    pages: Sequence[Page] = list(provider.pages(lot))
    return [entry for page in pages for entry in page.entries], pages[-1].cursor if pages else lot.cursor


def searches(sandbox: Sandbox) -> int:
    return int(sandbox.scenario.report()[0]["seen"])


def count_searches(sandbox: Sandbox, **fault: Any) -> None:
    rule = {"match": "POST */document-searches", "fault": fault, "times": 1 if fault else 0}
    sandbox.play(Scenario.parse({"rules": [rule]}))


def since_all(day: str) -> dict[str, dict[str, str]]:
    return {type: {"since": day, "seen": "0" * 16} for type in MODELS}


def test_clients_are_those_with_a_right_number_once(connected: ConnectClient, vermeulen: Office) -> None:
    known = [RemoteClient("x", enterprise_number="BE 0123.456.749"), RemoteClient(BAKKER), RemoteClient("0123456750")]

    assert provider_of(connected, vermeulen).clients(known) == (BOTH[0],)


def test_clients_at_one_date_are_one_lot(connected: ConnectClient, vermeulen: Office) -> None:
    provider = provider_of(connected, vermeulen)
    seen = {type: {"since": "2026-01-19", "seen": "f" * 16} for type in MODELS}

    lots = provider.lots([(BOTH[0], since_all("2026-01-19")), (BOTH[1], seen), (RemoteClient("new"), {})])

    assert [[client.key for client in lot.clients] for lot in lots] == [[BAKKER, SLAGER], ["new"]]
    assert lots[0].cursor == {type: {"since": "2026-01-19"} for type in MODELS}  # seen by one is not seen by both


def test_a_lot_has_at_most_5000_clients(connected: ConnectClient, vermeulen: Office) -> None:
    clients: list[tuple[RemoteClient, Cursor]] = [(RemoteClient(str(number)), {}) for number in range(5001)]

    assert [len(lot.clients) for lot in provider_of(connected, vermeulen).lots(clients)] == [5000, 1]


def test_one_search_per_type_covers_all_clients(sandbox: Sandbox, connected: ConnectClient, vermeulen: Office) -> None:
    count_searches(sandbox)

    entries, cursor = walk(provider_of(connected, vermeulen), Lot(BOTH, {}))

    assert [entry.client_key for entry in entries] == [BAKKER] * 3
    assert searches(sandbox) == 6  # the type with documents a second time, until its page was empty
    assert {type: state["since"] for type, state in cursor.items()} == dict.fromkeys(MODELS, "2026-01-20")


def test_entry_tells_what_connect_knows(connected: ConnectClient, vermeulen: Office) -> None:
    entry = walk(provider_of(connected, vermeulen), Lot(BOTH, {}))[0][0]

    assert entry.external_id == f"bankAccountStatement:{vermeulen.clients[0].entries[0].feed_index}"
    assert (entry.model, entry.formats) == ("coda", ("cod", "pdf"))
    assert entry.created_at == datetime(2026, 1, 2, 4, tzinfo=UTC)
    assert entry.coda is not None
    assert (entry.coda.iban, entry.coda.currency, entry.balance_date) == ("BE68539007547034", None, None)


def test_formats_of_an_invoice_are_those_it_lists(
    sandbox: Sandbox, connected: ConnectClient, vermeulen: Office
) -> None:
    slager = vermeulen.clients[1]
    for number, formats in ((5, ("xml", "pdf")), (6, ("pdf",))):
        offered = invoice(number, formats=formats)
        sandbox.state.add(slager.feed_id, worlds.as_json(offered))

    entries, _cursor = walk(provider_of(connected, vermeulen), Lot((BOTH[1],), {}))

    assert [(entry.model, entry.formats) for entry in entries] == [
        ("purchase_invoice", ("xml", "pdf")),
        ("purchase_invoice", ("pdf",)),
    ]


def test_download_asks_for_the_media_type_of_the_format(connected: ConnectClient, vermeulen: Office) -> None:
    provider = provider_of(connected, vermeulen)
    entry = walk(provider, Lot(BOTH, {}))[0][2]

    assert provider.download(entry, "cod") == b"0 statement 3\r\n"
    assert provider.download(entry, "pdf") == b"%PDF-1.4 \x03"
    with pytest.raises(Gone):
        provider.download(entry, "xml")


def test_document_of_the_time_with_a_token_is_gone(connected: ConnectClient, vermeulen: Office) -> None:
    held = Entry(vermeulen.clients[0].entries[0].feed_index, "277", "coda", {})

    with pytest.raises(Gone):
        provider_of(connected, vermeulen).download(held, "cod")


def test_second_round_of_the_day_finds_nothing_new(connected: ConnectClient, vermeulen: Office) -> None:
    provider = provider_of(connected, vermeulen, now=datetime(2026, 1, 5, 9, tzinfo=UTC))
    _all, first = walk(provider, Lot(BOTH, {}))
    _window, second = walk(provider, Lot(BOTH, first))

    entries, third = walk(provider, Lot(BOTH, second))

    assert entries == []
    assert third == second  # nothing to write either


def test_new_document_is_found_among_known_ones(sandbox: Sandbox, connected: ConnectClient, vermeulen: Office) -> None:
    provider = provider_of(connected, vermeulen, now=datetime(2026, 1, 5, 9, tzinfo=UTC))
    cursor: Cursor = {}
    for _round in range(2):
        cursor = walk(provider, Lot(BOTH, cursor))[1]
    sandbox.state.add(vermeulen.clients[1].feed_id, worlds.as_json(invoice(5)))

    entries, _cursor = walk(provider, Lot(BOTH, cursor))

    assert [(entry.model, entry.client_key) for entry in entries] == [("purchase_invoice", SLAGER)]


def test_search_starts_an_overlap_before_the_day_of_the_last_one(vermeulen: Office) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(_attributes(request)["from"])
        return httpx.Response(200, json={"data": {}})

    provider = ConnectProvider(answered_by(answer), vermeulen.connect_id, now=NOW)
    walk(provider, Lot(BOTH, since_all("2026-01-19")))
    walk(provider, Lot(BOTH, {}))

    assert set(asked[:5]) == {"2026-01-17T00:00:00.000Z"}
    assert set(asked[5:]) == {"2024-01-21T09:30:00.000Z"}  # two years, and no longer


def test_cursor_stands_still_until_every_page_of_the_type_came(connected: ConnectClient, vermeulen: Office) -> None:
    pages = provider_of(connected, vermeulen, limit=2).pages(Lot(BOTH, {}))

    first, second, end = next(pages), next(pages), next(pages)

    assert [len(page.entries) for page in (first, second, end)] == [2, 1, 0]
    assert (first.cursor, second.cursor, set(end.cursor)) == ({}, {}, {"bankAccountStatement"})


def test_nothing_found_by_404_does_not_move_the_cursor(
    sandbox: Sandbox, connected: ConnectClient, vermeulen: Office
) -> None:
    count_searches(sandbox, status=404, code="notFound")

    _entries, cursor = walk(provider_of(connected, vermeulen), Lot(BOTH, {}))

    assert list(cursor) == [type for type in MODELS if type != "bankAccountStatement"]


def test_document_of_a_client_that_was_not_asked_for_is_left_and_logged(
    vermeulen: Office, caplog: pytest.LogCaptureFixture
) -> None:
    documents = [_statement("one", BAKKER), _statement("two", "0403019261")]
    provider = provider_of(answered_by(lambda request: _page(documents)), vermeulen)

    entries = next(provider.pages(Lot(BOTH, {}))).entries

    assert [entry.external_id for entry in entries] == ["bankAccountStatement:one"]
    assert caplog.messages == ["Connect offers bankAccountStatement:two of a client that was not asked for"]


def test_server_that_ignores_the_cursor_does_not_hold_us(vermeulen: Office) -> None:
    provider = provider_of(answered_by(lambda request: _page([_statement("one", BAKKER)])), vermeulen)

    pages = list(provider.pages(Lot(BOTH, {})))

    assert sum(len(page.entries) for page in pages) == 2 * len(MODELS)


def test_date_without_a_zone_is_of_brussels(vermeulen: Office) -> None:
    naive = _statement("one", BAKKER, created="2026-01-05T10:00:00")
    provider = provider_of(answered_by(lambda request: _page([naive])), vermeulen)

    created = next(provider.pages(Lot(BOTH, {}))).entries[0].created_at

    assert created == datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_options_are_careful_by_default() -> None:
    options = SearchOptions()

    assert (options.overlap, options.lookback, options.page_limit) == (timedelta(hours=48), timedelta(days=730), 100)


def _attributes(request: httpx.Request) -> dict[str, str]:
    attributes: dict[str, str] = json.loads(request.content)["data"]["attributes"]
    return attributes


def _statement(id: str, client: str, created: str = "2026-01-05T09:00:00Z") -> dict[str, Any]:
    return {
        "type": "bankAccountStatement",
        "id": id,
        "attributes": {"iban": "BE68539007547034", "createdAt": created},
        "relationships": {"client": {"data": {"type": "client", "id": client}}},
    }


def _page(documents: list[dict[str, Any]]) -> httpx.Response:
    return httpx.Response(200, json={"data": {}, "included": {"documents": documents}})
