"""The clients of an office as a poll knows them: public rows, kept level with CodaBox and with the dossiers."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from codabox_sync.answers import enterprise_number
from codabox_sync.connections.models import ConnectedClient, Connection
from codabox_sync.provider import Cursor, Provider, RemoteClient
from dossiers.models import Dossier

_LENGTHS = {"client_id": 40, "name": 200, "code": 80, "enterprise_number": 10}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How asking for one client ended: what to remember of it, and the fault (a code with its params) if any."""

    cursor: Cursor
    fault: str = ""
    fault_params: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Roster:
    """The listed clients by key, the one that waited longest first, and those that changed their name."""

    clients: dict[str, ConnectedClient]
    renamed: list[ConnectedClient] = field(default_factory=list)


def remote(client: ConnectedClient) -> RemoteClient:
    """The client in the words of the port."""
    return RemoteClient(client.key, client.client_id, client.name, client.code, client.enterprise_number)


def level(connection: Connection, provider: Provider) -> Roster:
    """Asks CodaBox for its clients and writes only what differs. Raises `CodaboxError`."""
    rows = connection.clients.order_by(F("last_check_at").asc(nulls_first=True), "pk")
    known = {client.key: client for client in rows}
    listed = [client for client in known.values() if client.listed]
    told = {client.key: client for client in provider.clients([remote(client) for client in listed])}
    new = [_follow(ConnectedClient(connection=connection, key=key), told[key]) for key in told if key not in known]
    before = {key: (client.listed, _names(client)) for key, client in known.items()}
    for client in known.values():
        _follow(client, told.get(client.key))
    changed = [client for key, client in known.items() if before[key] != (client.listed, _names(client))]
    _write(new, changed)
    renamed = [client for client in changed if client.listed]
    return Roster({c.key: c for c in [*new, *known.values()] if c.listed}, renamed)


def _follow(client: ConnectedClient, told: RemoteClient | None) -> ConnectedClient:
    """The row as CodaBox tells it now; a number it no longer tells stays known. Free texts are cut to what we keep."""
    client.listed = told is not None
    for name, length in _LENGTHS.items() if told else ():
        setattr(client, name, getattr(told, name)[:length] or getattr(client, name))
    return client


def _names(client: ConnectedClient) -> tuple[str, ...]:
    return tuple(getattr(client, name) for name in _LENGTHS)


def _write(new: list[ConnectedClient], changed: list[ConnectedClient]) -> None:
    if new:
        ConnectedClient.objects.bulk_create(new, batch_size=1000)
    if changed:
        ConnectedClient.objects.bulk_update(changed, [*_LENGTHS, "listed"], batch_size=500)


def follow_dossiers(connection: Connection) -> None:
    """Connect has no list of clients: every dossier of the office in force with a right enterprise number is one."""
    dossiers = Dossier.objects.exclude(enterprise_number="").order_by("pk")
    numbered = {number: d for d in dossiers if (number := enterprise_number(d.enterprise_number))}
    rows = [
        ConnectedClient(connection=connection, key=number, enterprise_number=number, name=d.name, code=d.code)
        for number, d in numbered.items()
    ]
    fields = ("enterprise_number", "name", "code", "listed")
    unique = ("connection", "key")
    ConnectedClient.objects.bulk_create(rows, update_conflicts=True, update_fields=fields, unique_fields=unique)
    connection.clients.exclude(key__in=numbered).update(listed=False)


def note_outcomes(roster: Roster, outcomes: Mapping[str, Outcome]) -> None:
    """Writes how asking went, in one update per kind of outcome: as a rule there is one kind."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for key, outcome in outcomes.items():
        kinds[json.dumps([outcome.cursor, outcome.fault, outcome.fault_params], sort_keys=True)].append(key)
    for keys in kinds.values():
        outcome = outcomes[keys[0]]
        ConnectedClient.objects.filter(pk__in=[roster.clients[key].pk for key in keys]).update(
            cursor=outcome.cursor,
            fault=outcome.fault,
            fault_params=outcome.fault_params,
            last_check_at=timezone.now(),
        )
