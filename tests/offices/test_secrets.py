"""Secrets: unreadable in the database, silent in print, loud with a wrong key."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import rotate_secrets
from offices.models import Office
from offices.secrets import Secret, SecretUnreadable


@pytest.fixture
def connected(janssens: Office) -> Connection:
    Connection.objects.create(office=janssens, username="CB-1234", password="s3cret-word")
    return Connection.objects.get(office=janssens)


def _stored_password() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM connections_connection")
        return str(cursor.fetchone()[0])


def test_secret_comes_back(connected: Connection) -> None:
    assert connected.password.reveal() == "s3cret-word"


def test_database_does_not_hold_the_secret(connected: Connection) -> None:
    assert "s3cret-word" not in _stored_password()


@pytest.mark.parametrize("shown", [str, repr, "{}".format, "%s".__mod__], ids=["str", "repr", "format", "percent"])
def test_secret_does_not_show_itself(connected: Connection, shown: Any) -> None:
    assert shown(connected.password) == "••••••"


def test_secret_survives_a_save(connected: Connection) -> None:
    connected.save()

    assert Connection.objects.get(pk=connected.pk).password.reveal() == "s3cret-word"


def test_wrong_key_raises(connected: Connection, settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(SecretUnreadable, match="Connection"):
        Connection.objects.get(pk=connected.pk)


def test_old_key_still_reads_and_new_key_writes(connected: Connection, settings: Any) -> None:
    new = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, *settings.FIELD_ENCRYPTION_KEYS]
    Connection.objects.get(pk=connected.pk).save()
    settings.FIELD_ENCRYPTION_KEYS = [new]

    assert Connection.objects.get(pk=connected.pk).password.reveal() == "s3cret-word"


def test_empty_secret_stays_empty(janssens: Office) -> None:
    empty = Connection.objects.create(office=janssens)

    assert Connection.objects.get(pk=empty.pk).password == Secret("")
    assert _stored_password() == ""


def test_rotation_needs_the_old_key_no_more(connected: Connection, settings: Any) -> None:
    new = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [new, *settings.FIELD_ENCRYPTION_KEYS]

    assert rotate_secrets() == 1

    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert Connection.objects.get(pk=connected.pk).password.reveal() == "s3cret-word"
