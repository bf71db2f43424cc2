"""Killed, refused or out of disk at any step: afterwards every document is here once, and nothing was acknowledged
before it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import transaction

from codabox_sync import intake_batch, polling, services
from codabox_sync.classic import ClassicClient
from codabox_sync.connections import health
from codabox_sync.connections.models import Connection
from codabox_sync.errors import TimedOut
from codabox_sync.models import FileContent, ReceivedFile
from codabox_sync.sandbox.server import Sandbox
from codabox_sync.services import process_office_files
from financial.models import Journal, StatementLine
from offices import storage
from offices.models import Office
from tests.codabox_sync import worlds
from tests.ubl_inbox import letters

Step = tuple[Any, str]
CALLS: list[Step] = [
    *((ClassicClient, name) for name in ("pod_client", "feed", "redownload_feed", "client", "download", "acknowledge"))
]
DISK: list[Step] = [(storage, "keep"), (storage, "fetch")]
EVERY: list[Step] = [
    *CALLS,
    *DISK,
    (intake_batch, "_commit"),
    (intake_batch, "_note_confirmed"),
    (services, "import_statement"),
    (services, "receive"),
    (services, "process_new_lines"),
    (health, "note_check"),
]


class Killed(BaseException):
    """As SIGKILL, nothing catches it."""


def _full_disk() -> OSError:
    return OSError(28, "No space left on device")


def _no_answer() -> TimedOut:
    return TimedOut(call="GET somewhere")


class Trouble:
    """Makes step number `at` of a round fail, before it is done or right after it."""

    def __init__(self, at: int, error: Callable[[], BaseException], *, after: bool) -> None:
        self._at, self._error, self._after = at, error, after
        self._taken = 0
        self.happened = False

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def troubled(*args: Any, **options: Any) -> Any:
            mine = self._taken == self._at
            self._taken += 1
            if mine and not self._after:
                self._strike()
            try:
                return step(*args, **options)
            finally:
                if mine:
                    self._strike()

        return troubled

    def _strike(self) -> None:
        self.happened = True
        raise self._error()


@contextmanager
def _in_trouble(trouble: Trouble, steps: list[Step]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in steps:
            patch.setattr(owner, name, trouble.around(getattr(owner, name)))
        yield


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _round(office: Office) -> None:
    polling.poll(office=office, by="task")
    process_office_files(office=office)


def _come_back(office: Office) -> None:
    """Later: the claim of the dead has run out, the pauses are over, and nothing is in the way."""
    Connection.objects.update(claimed_by="", claimed_until=None, not_before=None)
    _round(office)


def _offer() -> worlds.World:
    return worlds.world(worlds.entry(1), worlds.entry(2), worlds.invoice(letters.letter()))


def _assert_all_here_once(sandbox: Sandbox) -> None:
    assert {entry["acknowledged"] > 0 for entry in sandbox.state.ledger()} == {True}
    assert set(ReceivedFile.objects.values_list("state", flat=True)) == {ReceivedFile.State.IMPORTED}
    assert (ReceivedFile.objects.count(), FileContent.objects.count(), StatementLine.objects.count()) == (3, 3, 4)


def _assert_acknowledged_is_stored(sandbox: Sandbox) -> None:
    confirmed = {entry["feed_index"] for entry in sandbox.state.ledger() if entry["acknowledged"]}
    assert confirmed <= set(FileContent.objects.values_list("file__external_id", flat=True))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("error", "steps", "fewest"), [(Killed, EVERY, 20), (_no_answer, CALLS, 10), (_full_disk, DISK, 6)]
)
def test_trouble_at_any_step_loses_and_doubles_nothing(
    office: Office,
    journal: Journal,
    connect: worlds.Connect,
    error: Callable[[], BaseException],
    steps: list[Step],
    fewest: int,
    after: bool,
) -> None:
    for at in range(100):
        trouble = Trouble(at, error, after=after)
        with _undone(), connect(_offer()) as sandbox:
            with suppress(Killed), _in_trouble(trouble, steps):
                _round(office)
            _assert_acknowledged_is_stored(sandbox)
            _come_back(office)
            _come_back(office)
            _assert_all_here_once(sandbox)
        if not trouble.happened:
            assert at >= fewest
            return
    pytest.fail("the round did not come to an end")


def test_redelivered_task_changes_nothing(office: Office, journal: Journal, connect: worlds.Connect) -> None:
    with connect(worlds.world(worlds.entry(1))):
        _round(office)
        before = list(StatementLine.objects.values())
        _round(office)

    assert list(StatementLine.objects.values()) == before
    assert FileContent.objects.count() == 1
