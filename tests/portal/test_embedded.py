"""Embedded servers: they work, they come back after a kill, and they never outlive us."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from portal.embedded import AlreadyRunning, Guarded, ServerFailed, clear_away, free_port, servers

KEEP_SERVERS = """
import sys, time
from pathlib import Path
from portal.embedded import servers
with servers(Path(sys.argv[1]), durable=False) as urls:
    print(urls.database, flush=True)
    time.sleep(120)
"""


@pytest.fixture(autouse=True)
def _no_servers_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    clear_away(tmp_path)


def _processes_naming(text: str) -> list[str]:
    """The command lines of running processes that name `text`."""
    listed = subprocess.run(["ps", "-eo", "pid,args", "-ww"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    return [line for line in listed.splitlines() if text in line and "ps -eo" not in line]


def _wait_until_gone(text: str, seconds: float = 15) -> list[str]:
    end = time.monotonic() + seconds
    while (left := _processes_naming(text)) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def _start_elsewhere(folder: Path) -> "subprocess.Popen[str]":
    """Servers held by another process, ready when this returns."""
    holder = subprocess.Popen(
        [sys.executable, "-c", KEEP_SERVERS, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
        start_new_session=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("postgresql://")
    return holder


def _kill(holder: "subprocess.Popen[str]") -> None:
    with holder:
        holder.kill()


def test_both_servers_answer(folder: Path) -> None:
    with servers(folder, durable=False) as urls:
        with psycopg.connect(urls.database) as connection:
            assert connection.execute("SELECT 40 + 2").fetchone() == (42,)
        assert redis.Redis.from_url(urls.redis).ping() is True


def test_search_ignores_case_of_accented_letters(folder: Path) -> None:
    with servers(folder, durable=False) as urls, psycopg.connect(urls.database) as connection:
        assert connection.execute("SELECT 'CAFÉ' ILIKE '%café%'").fetchone() == (True,)


def test_data_is_there_the_next_time(folder: Path) -> None:
    with servers(folder, durable=False) as urls, psycopg.connect(urls.database) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    with servers(folder, durable=False) as urls, psycopg.connect(urls.database) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_nobody_gets_in_without_the_password(folder: Path) -> None:
    with servers(folder, durable=False) as urls:
        port = urls.database.rsplit(":", 1)[1].split("/")[0]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://afpunt@127.0.0.1:{port}/afpunt")


def test_second_start_on_a_folder_is_refused(folder: Path) -> None:
    with servers(folder, durable=False), pytest.raises(AlreadyRunning), servers(folder, durable=False):
        pass


def test_nothing_is_left_after_the_block(folder: Path) -> None:
    with servers(folder, durable=False):
        assert _processes_naming(str(folder))

    assert _wait_until_gone(str(folder)) == []


def test_nothing_is_left_after_a_kill(folder: Path) -> None:
    _kill(_start_elsewhere(folder))

    assert _wait_until_gone(str(folder)) == []


def test_nothing_is_left_after_a_kill_of_the_whole_group(folder: Path) -> None:
    with _start_elsewhere(folder) as holder:
        os.killpg(holder.pid, signal.SIGKILL)

    assert _wait_until_gone(str(folder)) == []


def test_closing_terminal_reaches_no_server(folder: Path) -> None:
    with servers(folder, durable=False):
        sessions = {os.getsid(int(line.split()[0])) for line in _processes_naming(str(folder))}

    assert os.getsid(0) not in sessions


def test_new_run_waits_for_the_servers_of_a_killed_one(folder: Path) -> None:
    holder = _start_elsewhere(folder)
    guard = next(int(line.split()[0]) for line in _processes_naming("valkey.conf") if str(folder) in line)
    os.kill(guard, signal.SIGSTOP)
    _kill(holder)
    threading.Timer(1, os.kill, (guard, signal.SIGCONT)).start()

    started = time.monotonic()
    with servers(folder, durable=False):
        assert time.monotonic() - started > 1


def test_start_after_a_kill_works_at_once(folder: Path) -> None:
    _kill(_start_elsewhere(folder))

    with servers(folder, durable=False) as urls, psycopg.connect(urls.database) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_killed_guard_takes_its_program_along(folder: Path) -> None:
    marker = "86399.25"
    guarded = Guarded("sleep", ["sleep", marker], log=folder / "log")
    time.sleep(0.5)

    guard = next(line for line in _processes_naming(marker) if "guard.py" in line)
    os.kill(int(guard.split()[0]), signal.SIGKILL)

    assert _wait_until_gone(marker) == []
    guarded.stop()


def test_program_that_ignores_a_polite_signal_is_killed(folder: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(86398)"
    guarded = Guarded("stubborn", [sys.executable, "-c", stubborn], log=folder / "log", patience=0.5)
    time.sleep(0.5)

    guarded.stop()

    assert _wait_until_gone("86398") == []


def test_program_that_ended_shows_the_end_of_its_log(folder: Path) -> None:
    guarded = Guarded("loud", [sys.executable, "-c", "raise SystemExit('out of coffee')"], log=folder / "log")
    while guarded.alive:
        time.sleep(0.05)

    with pytest.raises(ServerFailed, match="out of coffee"):
        guarded.check()
    guarded.stop()


def test_taken_port_leads_to_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert free_port(port) > port


def test_clearing_away_takes_data_kept_elsewhere_along(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "postgres").symlink_to(elsewhere)

    clear_away(folder)

    assert list(tmp_path.iterdir()) == []
