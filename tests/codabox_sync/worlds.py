"""What the sandbox offers in the tests of the poll: one office, one client, statements made with our own builder."""

import base64
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import coda
from codabox_sync.sandbox.folder import coda_entry
from codabox_sync.sandbox.model import Client, Entry, Office, World, stable_id
from codabox_sync.sandbox.server import Sandbox, running

Connect = Callable[[World], AbstractContextManager[Sandbox]]
"""The fixture `connect`: `with connect(world) as sandbox:` serves the world to the office, token typed in."""
NUMBER = "0781234535"
IBAN = "BE07735041882766"


def statement(number: int = 1, *, day: date = date(2026, 11, 2), iban: str = IBAN, company: str = NUMBER) -> bytes:
    """A file with one statement of two movements: +121.00 with an OGM, -40.00 with a text."""
    builder = (
        coda.build(iban, date=day, old_balance=100 * number, number=number, company_id=company)
        .movement("121.00", name="Stad Zeewinkel", iban="BE43068999999501", ogm="+++202/6004/18003+++")
        .movement("-40.00", name="Telenova NV", iban="BE68539007547034", text="Factuur 2026-17")
    )
    return coda.write([builder.statement()])


def world(*entries: Entry, number: str | None = NUMBER) -> World:
    office = Office.named("Kantoor Janssens")
    client = office.add_client("Fietsatelier Wielewaal BV", enterprise_number=number)
    client.entries += entries
    return World([office])


def client_of(made: World) -> Client:
    return made.offices[0].clients[0]


def entry(number: int = 1, **options: object) -> Entry:
    return coda_entry(f"{number}.cod", statement(number, **options))  # type: ignore[arg-type]


def invoice(xml: bytes) -> Entry:
    """A purchase invoice as CodaBox offers it."""
    return Entry(stable_id("invoice", xml), "purchase_invoice", "invoice.xml", {}, {"xml": xml})


@contextmanager
def served(made: World) -> Iterator[tuple[Sandbox, str]]:
    """The world over real HTTP: the sandbox and the base URL of its API."""
    sandbox = Sandbox(made)
    with running(sandbox) as url:
        yield sandbox, url


def as_json(document: Entry) -> dict[str, Any]:
    """A document as the sandbox takes it in while it runs."""
    contents = {name: base64.b64encode(document.content(name) or b"").decode() for name in document.contents}
    facts = {"feed_index": document.feed_index, "document_model": document.document_model, "name": document.name}
    return {**facts, "metadata": document.metadata, "contents": contents, "created_at": document.created_at}
