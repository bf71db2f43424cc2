"""django-tenants' PostgreSQL backend with one repair: migrations stay quick with a thousand schemas.

`MigrationRecorder.has_table()` lists every table of every schema to find one name, four times per office, so that
migrating *n* offices costs O(n²). PostgreSQL can answer that question from its catalogue cache at once.
"""

from typing import Any

from django.db.migrations.recorder import MigrationRecorder
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantDatabaseWrapper


class DatabaseWrapper(TenantDatabaseWrapper):  # type: ignore[misc]
    """The backend Django loads for `ENGINE = "offices.postgres"`."""


def _has_table(self: Any) -> bool:
    """True if *this* schema (not the search path) has the migrations table."""
    if not self._has_table:
        table = f'"{self.connection.schema_name}"."{self.Migration._meta.db_table}"'
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            self._has_table = cursor.fetchone()[0]
    return bool(self._has_table)


MigrationRecorder.has_table = _has_table  # type: ignore[method-assign]
