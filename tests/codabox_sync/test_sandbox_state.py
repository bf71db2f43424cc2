"""What happened survives a kill of the sandbox, and a world survives being saved."""

import base64
from pathlib import Path

import pytest

from codabox_sync.sandbox.model import Office, World
from codabox_sync.sandbox.server import Sandbox

DOCUMENT = {"name": "new.cod", "document_model": "coda", "contents": {"cod": base64.b64encode(b"0 new").decode()}}


@pytest.fixture
def world(vermeulen: Office, wouters: Office) -> World:
    return World([vermeulen, wouters])


def restarted(journal: Path, saved: Path) -> Sandbox:
    """A sandbox that knows nothing but what stands on disk."""
    return Sandbox(World.load(saved), journal=journal)


def test_a_world_is_the_same_after_saving_and_loading(world: World, tmp_path: Path) -> None:
    world.save(tmp_path)

    loaded = World.load(tmp_path)

    assert loaded.offices[0].clients[0].entries[1].content("cod") == b"0 statement 2\r\n"
    for _office, _client, entry in (*world.entries(), *loaded.entries()):
        entry.contents = {}
    assert loaded == world


def test_a_world_loads_from_its_file_too(world: World, tmp_path: Path) -> None:
    world.save(tmp_path)

    assert World.load(tmp_path / "world.json").offices == World.load(tmp_path).offices


def test_numbers_follow_from_names() -> None:
    assert Office.named("Kantoor Vermeulen") == Office.named("Kantoor Vermeulen")
    assert Office.named("A").add_client("Bakker").feed_id != Office.named("B").add_client("Bakker").feed_id


def test_two_clients_with_one_feed_are_refused(world: World) -> None:
    world.offices[1].clients[0].feed_id = world.offices[0].clients[0].feed_id

    with pytest.raises(ValueError, match="two clients have feed"):
        Sandbox(world)


def test_used_tokens_and_acknowledgements_survive(world: World, tmp_path: Path) -> None:
    world.save(tmp_path)
    bakker = world.offices[0].clients[0]
    sandbox = restarted(tmp_path / "journal", tmp_path)
    mailbox = sandbox.state.mailboxes[bakker.feed_id]
    assert sandbox.state.use_token(world.offices[0].token) is not None
    sandbox.state.acknowledge(mailbox, bakker.entries[0].feed_index, redelivery=False)
    sandbox.state.redeliver([bakker.entries[0].feed_index])

    again = restarted(tmp_path / "journal", tmp_path).state

    assert again.use_token(world.offices[0].token) is None
    assert list(again.mailboxes[bakker.feed_id].feed) == [entry.feed_index for entry in bakker.entries[1:]]
    assert list(again.mailboxes[bakker.feed_id].redelivery) == [bakker.entries[0].feed_index]
    assert list(again.ledger()) == list(sandbox.state.ledger())


def test_documents_added_later_survive(world: World, tmp_path: Path) -> None:
    world.save(tmp_path)
    feed_id = world.offices[0].clients[1].feed_id
    index = restarted(tmp_path / "journal", tmp_path).state.add(feed_id, DOCUMENT)

    again = restarted(tmp_path / "journal", tmp_path).state

    assert again.entries[index][1].content("cod") == b"0 new"
    assert list(again.mailboxes[feed_id].feed) == [index]


def test_a_document_is_added_once(world: World) -> None:
    state = Sandbox(world).state
    state.add(world.offices[0].clients[1].feed_id, DOCUMENT)

    with pytest.raises(ValueError, match="already"):
        state.add(world.offices[0].clients[1].feed_id, DOCUMENT)


def test_a_line_cut_off_by_a_kill_is_dropped(world: World, tmp_path: Path) -> None:
    world.save(tmp_path)
    journal = tmp_path / "journal"
    restarted(journal, tmp_path).state.use_token(world.offices[0].token)
    with journal.open("ab") as file:
        file.write(b'{"what": "token_us')

    again = restarted(journal, tmp_path).state

    assert again.use_token(world.offices[0].token) is None
    assert again.use_token(world.offices[1].token) is not None
    assert restarted(journal, tmp_path).state.use_token(world.offices[1].token) is None
