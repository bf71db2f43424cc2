"""Faults on purpose, and that the client calls each by its name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codabox_sync import errors
from codabox_sync.calls import Limits
from codabox_sync.classic import ClassicClient
from codabox_sync.sandbox.model import Office
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Sandbox

MakeClient = Callable[..., ClassicClient]


def play(sandbox: Sandbox, fault: dict[str, Any], match: str = "*", **rule: Any) -> None:
    """From now on the sandbox has one rule."""
    sandbox.scenario = Scenario.parse({"rules": [{"match": match, "fault": fault, **rule}]})


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"status": 401}, "credentials_refused"),
        ({"status": 403}, "access_refused"),
        ({"status": 404}, "gone"),
        ({"status": 410}, "gone"),
        ({"status": 429}, "rate_limited"),
        ({"status": 500}, "server_fault"),
        ({"html": True}, "not_json"),
        ({"html": True, "status": 503}, "server_fault"),
        ({"truncate": 10}, "truncated"),
        ({"reset": True}, "unreachable"),
        ({"lost": True}, "unreachable"),
        ({"delay": 0.5}, "timed_out"),
        ({"stall": 0.5}, "timed_out"),
    ],
)
def test_every_fault_has_its_name(
    sandbox: Sandbox, make_client: MakeClient, vermeulen: Office, fault: dict[str, Any], code: str
) -> None:
    play(sandbox, fault)
    patience = 0.1 if code == "timed_out" else 5

    with pytest.raises(errors.CodaboxError) as caught:
        make_client(vermeulen, limits=Limits(read_seconds=patience, attempts=2)).pod_client()

    assert caught.value.code == code


@pytest.mark.parametrize("fault", [{"status": 503}, {"reset": True}, {"lost": True}, {"truncate": 10}])
def test_a_fault_that_passes_is_outlived(sandbox: Sandbox, codabox: ClassicClient, fault: dict[str, Any]) -> None:
    play(sandbox, fault, times=2)

    assert codabox.pod_client().fetch_delay == 7200
    assert sandbox.scenario.report()[0]["struck"] == 2


def test_retry_after_reaches_the_caller(sandbox: Sandbox, codabox: ClassicClient) -> None:
    play(sandbox, {"status": 429, "retry_after": 120})

    with pytest.raises(errors.RateLimited) as caught:
        codabox.pod_client()

    assert caught.value.retry_after == 120.0


def test_a_lost_answer_to_an_acknowledgement_is_carried_out_once(
    sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office
) -> None:
    bakker = vermeulen.clients[0]
    play(sandbox, {"lost": True}, "PUT *", times=1)

    codabox.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)

    assert sandbox.state.records[bakker.entries[0].feed_index].acknowledged == 1


def test_entries_can_come_twice_and_backwards(sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office) -> None:
    bakker = vermeulen.clients[0]
    play(sandbox, {"duplicate": True, "reverse": True})

    first, second, third = (entry.feed_index for entry in bakker.entries)
    offered = [entry.feed_index for entry in codabox.feed(bakker.feed_id).entries]
    assert offered == [third, third, second, second, first, first]


def test_a_rule_may_be_for_one_office(
    sandbox: Sandbox, make_client: MakeClient, vermeulen: Office, wouters: Office
) -> None:
    play(sandbox, {"status": 403}, office="Kantoor Wouters")

    make_client(vermeulen).pod_client()
    with pytest.raises(errors.AccessRefused):
        make_client(wouters).pod_client()


def test_a_rule_may_be_for_one_path(sandbox: Sandbox, codabox: ClassicClient, vermeulen: Office) -> None:
    play(sandbox, {"status": 404}, "GET delivery/download/*/pdf/")
    index = vermeulen.clients[0].entries[0].feed_index

    assert codabox.download(index, "cod") == b"0 statement 1\r\n"
    with pytest.raises(errors.Gone):
        codabox.download(index, "pdf")


def test_a_rule_starts_after_some_requests(sandbox: Sandbox, codabox: ClassicClient) -> None:
    play(sandbox, {"status": 403}, after=1)

    codabox.pod_client()
    with pytest.raises(errors.AccessRefused):
        codabox.pod_client()


def test_chance_is_the_same_in_every_run() -> None:
    rule = {"match": "*", "share": 0.3, "fault": {"status": 500}}

    runs = []
    for _run in range(2):
        scenario = Scenario.parse({"seed": 7, "rules": [rule]})
        runs.append([scenario.fault("GET x/", set()) is not None for _request in range(200)])

    assert runs[0] == runs[1]
    assert 30 < sum(runs[0]) < 90


def test_a_scenario_file_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({"rules": [{"match": "*", "fault": {"explode": True}}]}))

    with pytest.raises(TypeError, match="explode"):
        Scenario.load(file)
