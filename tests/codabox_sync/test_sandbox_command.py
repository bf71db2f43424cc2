"""The sandbox as a process of its own: started alone, killed, stopped, refused."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codabox_sync import errors
from codabox_sync.answers import Credentials
from codabox_sync.classic import ClassicClient
from codabox_sync.sandbox.model import SOFTWARE_COMPANY, Office, World

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a sandbox process without any Django setting."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str | Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "codabox_sync.sandbox", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def url_of(process: "subprocess.Popen[str]") -> str:
    """The address in the line that says it is ready."""
    assert process.stdout is not None
    for line in process.stdout:
        if "ready on " in line:
            return line.rpartition(" ")[2].strip()
    raise AssertionError("the sandbox did not start")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly(start: Start, vermeulen: Office, tmp_path: Path, stop: signal.Signals) -> None:
    World([vermeulen]).save(tmp_path)
    process = start("--world", tmp_path, "--port", "0")
    with socket.create_connection(("127.0.0.1", int(url_of(process).split(":")[2].split("/")[0]))):
        process.send_signal(stop)
        output, _nothing = process.communicate(timeout=10)

    assert (process.returncode, output) == (0, "")


def test_after_a_kill_it_goes_on_where_it_stopped(start: Start, vermeulen: Office, tmp_path: Path) -> None:
    World([vermeulen]).save(tmp_path)
    arguments = ("--world", tmp_path, "--port", "0", "--state", tmp_path / "run" / "journal")
    bakker = vermeulen.clients[0]
    first = start(*arguments)
    with ClassicClient(url_of(first), SOFTWARE_COMPANY, Credentials(vermeulen.username, vermeulen.password)) as codabox:
        codabox.exchange_token(vermeulen.token)
        codabox.acknowledge(bakker.feed_id, bakker.entries[0].feed_index)
    first.kill()
    first.wait()

    again = url_of(start(*arguments))

    with ClassicClient(again, SOFTWARE_COMPANY, Credentials(vermeulen.username, vermeulen.password)) as codabox:
        left = [entry.feed_index for entry in codabox.feed(bakker.feed_id).entries]
        assert left == [entry.feed_index for entry in bakker.entries[1:]]
        with pytest.raises(errors.TokenUnknown):
            codabox.exchange_token(vermeulen.token)


def test_a_folder_is_served_and_what_is_skipped_is_named(start: Start, tmp_path: Path) -> None:
    (tmp_path / "statement.cod").write_text("broken")
    (tmp_path / "notes.md").write_text("# Notes")
    process = start("--feed", tmp_path, "--port", "0")
    assert process.stdout is not None

    assert process.stdout.readline() == "skipped notes.md: neither CODA nor UBL\n"
    assert process.stdout.readline().startswith("CodaBox sandbox ready on http://127.0.0.1:")


@pytest.mark.parametrize("arguments", [["--world", "nowhere"], ["--feed", "nowhere"]])
def test_a_missing_source_is_told_in_one_line(start: Start, arguments: list[str]) -> None:
    process = start(*arguments, "--port", "0")
    output, _nothing = process.communicate(timeout=10)

    assert process.returncode == 1
    assert output.startswith("CodaBox sandbox cannot start: ")
    assert output.count("\n") == 1


def test_a_taken_port_is_told_in_one_line(start: Start, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start("--feed", tmp_path, "--port", str(taken.getsockname()[1]))
        output, _nothing = process.communicate(timeout=10)

    assert process.returncode == 1
    assert "address already in use" in output
