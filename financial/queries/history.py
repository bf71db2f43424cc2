"""What happened to a line, in sentences: who or what placed it, when, from what to what."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from financial.models import LineChange, ProcessingRun, StatementLine
from offices.models import User
from offices.templatetags.afpunt import amount, moment

_Said = dict[str, Any]
_Event = tuple[dt.datetime, str]


def history(line: StatementLine) -> list[str]:
    """One sentence for each event, the newest first: `today at 10:42 · Nele put it on 400123 Stad Lindekerke`."""
    changes = list(line.changes.select_related("actor", "run__actor"))
    events = [*_first_run(line, changes), *map(_change, changes), *_transfers(line)]
    events.sort(key=lambda event: event[0])
    imported = (line.statement.imported_at, _("Received from the bank"))
    return [f"{moment(at)} · {said}" for at, said in (imported, *events)][::-1]


def _first_run(line: StatementLine, changes: list[LineChange]) -> Iterator[_Event]:
    """The first placement by a run is not a change: it stands on the line, or in what the first change found."""
    found = changes[0].before if changes else {"status": line.status}
    if not found.get("status") or line.processed_at is None:
        return
    account = line.relation or line.ledger_account
    said = found if changes else {"account": account.number if account else "", "name": account.name if account else ""}
    by_now = line.processed_at if not changes else min(line.processed_at, changes[0].at)
    yield by_now, _placed(said, line.run if not changes else None)


def _placed(said: _Said, run: ProcessingRun | None) -> str:
    who = run.actor if run else None
    told = {"who": _name(who), "account": _account(said)}
    if not told["account"]:
        return _("Settled by its related lines")
    return _("A run by %(who)s placed it on %(account)s") % told if who else _("A run placed it on %(account)s") % told


def _change(change: LineChange) -> _Event:
    told: Callable[[LineChange], str] | None = _SENTENCES.get(change.action)
    return change.at, told(change) if told else change.action


def _chosen(change: LineChange) -> str:
    said = _told(change)
    if change.before.get("account") and said["before"] != said["account"]:
        return _("%(who)s put it on %(account)s instead of %(before)s") % said
    return _("%(who)s put it on %(account)s") % said


def _items(change: LineChange) -> str:
    said = _told(change)
    if said["items"] and said["splits"]:
        return _("%(who)s settled %(items)s and gave %(splits)s") % said
    if said["items"]:
        return _("%(who)s settled %(items)s") % said
    if said["splits"]:
        return _("%(who)s divided it: %(splits)s") % said
    return _("%(who)s settled nothing any more with %(account)s") % said


def _followed(change: LineChange) -> str:
    if change.after.get("status"):
        return _("Settled by its related lines")
    return _("Open again with its related lines")


def _described(change: LineChange) -> str:
    said = {"who": _who(change), "before": change.before.get("description"), "after": change.after.get("description")}
    return _("%(who)s changed the description from “%(before)s” to “%(after)s”") % said


def _document_type(change: LineChange) -> str:
    labels = dict(StatementLine.DocumentType.choices)
    said = {"who": _who(change), "after": labels.get(change.after.get("document_type", ""), "—")}
    return _("%(who)s changed the document type to %(after)s") % said


def _undone(change: LineChange) -> str:
    kept = change.after.get("allocations", [])
    gone = [part for part in change.before.get("allocations", []) if part not in kept]
    return _("%(who)s took back the match with %(items)s") % {"who": _who(change), "items": _parts(gone, "document")}


_SENTENCES: dict[str, Callable[[LineChange], str]] = {
    "account_chosen": _chosen,
    "items_applied": _items,
    "proposal_accepted": lambda change: _("%(who)s took the proposal %(items)s") % _told(change),
    "confirmed": lambda change: _("%(who)s confirmed it") % _told(change),
    "emptied": lambda change: _("%(who)s emptied it, it was on %(before)s") % _told(change),
    "match_undone": _undone,
    "described": _described,
    "document_type_set": _document_type,
    "followed": _followed,
    "run": lambda change: _placed(change.after, change.run),
    "run_undone": lambda change: _("%(who)s took the run back, it was on %(before)s") % _told(change),
}


def _transfers(line: StatementLine) -> Iterator[_Event]:
    """Transfers of the statement while the line stood in it."""
    for made in line.statement.transfers.select_related("actor").order_by("pk"):
        said = {"who": _name(made.actor), "template": made.template, "batch": made.batch}
        yield made.made_at, _("%(who)s transferred it to journal %(template)s, %(batch)s") % said
        if made.undone_at:
            yield made.undone_at, _("The transfer was taken back")
        if made.fetched_at:
            yield made.fetched_at, _("The accounting package fetched it")


def _told(change: LineChange) -> _Said:
    return {
        "who": _who(change),
        "before": _account(change.before) or "—",
        "account": _account(change.after),
        "items": _parts(change.after.get("allocations", []), "document"),
        "splits": _parts(change.after.get("splits", []), "account"),
    }


def _who(change: LineChange) -> str:
    return _name(change.actor or (change.run.actor if change.run else None))


def _name(user: User | None) -> str:
    return str(user) if user else _("The system")


def _account(said: _Said) -> str:
    return f"{said.get('account', '')} {said.get('name', '')}".strip()


def _parts(parts: list[dict[str, str]], named: str) -> str:
    """`VF1 (100,00), VF2 (40,00)`."""
    return ", ".join(f"{part[named]} ({amount(Decimal(part['amount']))})" for part in parts)
