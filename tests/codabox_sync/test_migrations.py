"""Identities became text in a migration: what stood there before still stands there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tenants.utils import schema_context

APP = "codabox_sync"
INDEX = "0f8fad5b-d9cb-469f-a165-70867728950e"
CLIENT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
FEED = """
INSERT INTO codabox_sync_feed (feed_id, client_id, client_name, client_code, enterprise_number, fault, fault_params)
VALUES (%s, %s, 'Wielewaal', '', '', '', '{}') RETURNING id"""
FILE = """
INSERT INTO codabox_sync_receivedfile (feed_id, feed_index, document_model, metadata, iban, currency, redelivered,
  state, reason, reason_params, received_at) VALUES (%s, %s, 'coda', '{}', '', '', false, 'held', '', '{}', now())"""


def _migrate(name: str) -> None:
    executor = MigrationExecutor(connection)
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] != APP]
    executor.migrate([*others, (APP, name)] if name == "0002_initial" else [(APP, name)])


def _all(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def before(db: None) -> Iterator[None]:
    """An office as it was before, in force."""
    _all("CREATE SCHEMA old_office")
    with schema_context("old_office"):
        _migrate("0002_initial")
        yield


def test_identities_are_kept_as_text(before: None) -> None:
    _all(FEED, 277, None)
    [(feed,)] = _all(FEED, 278, CLIENT)
    _all(FILE, feed, INDEX)
    _all("SET CONSTRAINTS ALL IMMEDIATE")  # as if these rows had been committed long ago

    _migrate("0003_external_id")

    assert _all("SELECT key, client_id FROM codabox_sync_feed ORDER BY key") == [("277", ""), ("278", CLIENT)]
    assert _all("SELECT external_id, feed_id FROM codabox_sync_receivedfile") == [(INDEX, feed)]
