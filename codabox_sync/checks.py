"""When the documents of a dossier were last asked for at CodaBox: known outside the office, shown inside it."""

from datetime import datetime

from django.db import connection
from django.db.models import Max

from codabox_sync.connections.models import ConnectedClient
from codabox_sync.models import Feed


def last_checks() -> dict[int, datetime]:
    """By dossier of the office in force, the last time its feed was read without a fault."""
    clients = ConnectedClient.objects.filter(
        connection__office__schema_name=connection.schema_name,  # type: ignore[attr-defined]
        dossier_pk__isnull=False,
        last_check_at__isnull=False,
        fault="",
    )
    return dict(clients.values_list("dossier_pk").annotate(at=Max("last_check_at")).order_by())


def tell_dossiers() -> None:
    """Writes beside each client which dossier of the office in force it was linked to."""
    linked = dict(Feed.objects.values_list("key", "dossier"))
    clients = ConnectedClient.objects.filter(
        connection__office__schema_name=connection.schema_name,  # type: ignore[attr-defined]
        key__in=linked,
    )
    other = [client for client in clients if client.dossier_pk != linked[client.key]]
    for client in other:
        client.dossier_pk = linked[client.key]
    if other:
        ConnectedClient.objects.bulk_update(other, ["dossier_pk"], batch_size=500)
