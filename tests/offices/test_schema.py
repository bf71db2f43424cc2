"""A new office's schema: the same as migrations make, quickly, and on its own."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django_tenants.utils import schema_context, tenant_context

from dossiers.models import Dossier
from offices.models import Office
from offices.schema import create_schema
from offices.services import create_office

COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable
FROM information_schema.columns WHERE table_schema = %s ORDER BY 1, 2"""
CONSTRAINTS = """
SELECT c.conrelid::regclass::text, c.contype, pg_get_constraintdef(c.oid)
FROM pg_constraint c WHERE c.connamespace = %s::regnamespace ORDER BY 1, 2, 3"""
INDEXES = """
SELECT tablename, indexname, replace(indexdef, schemaname || '.', '')
FROM pg_indexes WHERE schemaname = %s ORDER BY 1, 2"""


def _describe(schema: str) -> list[list[tuple[Any, ...]]]:
    with schema_context(schema), connection.cursor() as cursor:
        described = []
        for query in (COLUMNS, CONSTRAINTS, INDEXES):
            cursor.execute(query, [schema])
            described.append([row for row in cursor.fetchall() if row[0] != "django_migrations"])
        return described


def test_template_and_migrations_make_the_same_schema(db: None) -> None:
    create_schema("by_template")
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA by_migrations")
    with schema_context("by_migrations"):
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    by_template, by_migrations = _describe("by_template"), _describe("by_migrations")

    assert [len(part) for part in by_template] == [len(part) for part in by_migrations]
    assert by_template == by_migrations


def test_template_marks_every_migration_as_applied(office: Office) -> None:
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_existing_schema_is_refused(office: Office) -> None:
    with pytest.raises(ProgrammingError, match="already exists"), transaction.atomic():
        create_schema(office.schema_name)


def test_dossiers_of_one_office_are_not_in_another(janssens: Office, peeters: Office) -> None:
    with tenant_context(janssens):
        Dossier.objects.create(code="A", name="Alleen bij Janssens")

    with tenant_context(peeters):
        assert list(Dossier.objects.all()) == []


def test_new_office_is_reached_at_its_subdomain(db: None) -> None:
    office = create_office(name="Kantoor De Smet", subdomain="de-smet")

    assert office.host == "de-smet.localhost"
    assert office.schema_name == "office_de_smet"
