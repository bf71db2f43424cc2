"""The faults that need to know the world: redelivery, content of another account, two documents in one file."""

from collections.abc import Callable

from codabox_sync.sandbox.model import Entry, Office
from codabox_sync.sandbox.scenario import Fault
from codabox_sync.sandbox.state import State
from codabox_sync.sandbox.wire import Request, Response


def before(state: State, fault: Fault, office: Office | None) -> None:
    """What happens although nobody asked for it."""
    if not fault.redeliver:
        return
    done = [
        index
        for index, (mailbox, _entry) in state.entries.items()
        if state.records[index].acknowledged and mailbox.office is office and index not in mailbox.redelivery
    ]
    if done:
        state.redeliver(done[: fault.redeliver])


def after(state: State, fault: Fault, request: Request, response: Response) -> Response:
    """The true answer to a download, with its content exchanged or extended."""
    if response.status != 200 or not (fault.swap or fault.merge):
        return response
    entry = next((state.entries[part][1] for part in request.path.split("/") if part in state.entries), None)
    format = entry and next((name for name in entry.contents if entry.content(name) == response.body), None)
    if entry and format:
        other = _neighbour(state, entry, _same_account if fault.merge else _other_account)
        content = other.content(format) if other else None
        response.body = (response.body if fault.merge else b"") + (content or b"")
    return response


def _neighbour(state: State, entry: Entry, fits: Callable[[Entry, Entry], bool]) -> Entry | None:
    """The next document after this one, in the order of the world, that fits; the first when there is none behind."""
    others = [other for _mailbox, other in state.entries.values() if other.document_model == entry.document_model]
    place = others.index(entry)
    return next((other for other in others[place + 1 :] + others[:place] if fits(entry, other)), None)


def _same_account(entry: Entry, other: Entry) -> bool:
    return bool(entry.metadata.get("iban") == other.metadata.get("iban"))


def _other_account(entry: Entry, other: Entry) -> bool:
    return not _same_account(entry, other)
