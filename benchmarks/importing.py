"""A statement of 10,000 lines: read, imported, matched and stored, beside a bare COPY of the same rows.

    python benchmarks/importing.py [--lines 10000] [--rounds 5]

A real PostgreSQL is started for it. The COPY writes the very rows that came out of the work, already serialised, into
the same tables, emptied. What it costs without foreign keys, as if nobody looked whether a row refers to something, is
given as well.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import coda
from benchmarks.matching import OWN, make

if TYPE_CHECKING:
    from financial.models import Journal
    from offices.models import Office

GOAL = 5.0
STEPS = ("read", "import", "match and store", "all", "bare COPY", "ratio", "COPY without keys", "ratio")
_TABLES = ("financial_statementline", "financial_allocation")


@contextmanager
def office() -> Iterator[Office]:
    """An office on a server of its own, entered."""
    from portal.embedded import clear_away, servers

    with ExitStack() as running:
        folder = Path(tempfile.mkdtemp(prefix="afpunt-bench-"))
        running.callback(clear_away, folder)
        urls = running.enter_context(servers(folder, durable=True))
        os.environ |= {"DEBUG": "True", "DATABASE_URL": urls.database, "REDIS_URL": urls.redis}
        yield running.enter_context(_entered())


@contextmanager
def _entered() -> Iterator[Office]:
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    settings.DEBUG = False  # its secrets are those of a newcomer's machine, its speed is not
    from django.core.management import call_command
    from django.db import connection
    from django_tenants.utils import tenant_context

    from offices.services import create_office

    call_command("migrate_schemas", verbosity=0, interactive=False)
    made = create_office(name="Kantoor Benchmark", subdomain="bench")
    with tenant_context(made):
        yield made
    connection.close()


def fill(count: int) -> tuple[Journal, bytes]:
    """A dossier with `count` open items, and the CODA file of one statement with `count` payments."""
    from dossiers.models import Dossier, Relation, RelationAccount
    from financial.models import Journal, OpenItem

    relations, items, lines = make(count)
    dossier = Dossier.objects.create(code="BENCH", name="Benchmark BV")
    journal = Journal.objects.create(dossier=dossier, code="F01", name="Bank", iban=OWN, coda_enabled=True)
    rows = Relation.objects.bulk_create(
        Relation(dossier=dossier, kind=r.kind, number=r.number, name=r.name) for r in relations
    )
    known = {(row.kind, row.number): row for row in rows}
    RelationAccount.objects.bulk_create(
        RelationAccount(relation=known[r.kind, r.number], iban=iban) for r in relations for iban in r.ibans
    )
    OpenItem.objects.bulk_create(
        OpenItem(
            relation=known[i.kind, i.relation],
            document=i.document,
            external_document=i.external_document,
            ogm=i.ogm,
            open=i.open,
            date=i.date,
            due=i.due,
        )
        for i in items
    )
    builder = coda.build(OWN, date=max(line.date for line in lines), old_balance=0, number=1)
    for line in lines:
        said = {"ogm": line.communication} if line.communication_type else {"text": line.communication}
        other = {"name": line.counterparty_name, "iban": line.counterparty_account}
        builder.movement(line.amount, entry_date=line.date, family="01", transaction="50", **said, **other)
    return journal, coda.write([builder.statement()])


def work(journal: Journal, raw: bytes) -> list[float]:
    """Seconds of reading, importing, and matching with storing."""
    from financial.importing import import_statement
    from financial.processing import process_new_lines

    gc.collect()
    began = perf_counter()
    source = coda.read(raw).statements[0]
    read = perf_counter()
    import_statement(journal=journal, source=source)
    imported = perf_counter()
    process_new_lines()
    return [read - began, imported - read, perf_counter() - imported]


def bare_copy(*, foreign_keys: bool) -> float:
    """Seconds to COPY the rows that stand in the tables now, already serialised, into the emptied tables themselves;
    or into tables with the same columns, checks and indexes that refer to nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        rows = {table: _rows(cursor, table) for table in _TABLES}
        cursor.execute(f"TRUNCATE {', '.join(_TABLES)} CASCADE")
        seconds = 0.0
        for table in _TABLES:
            target = table
            if not foreign_keys:
                cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
                target = f"bare_{table}"
            seconds += _copied(cursor, target, rows[table])
            if not foreign_keys:
                _copied(cursor, table, rows[table])
                cursor.execute(f"DROP TABLE {target}")
    return seconds


def _rows(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as out:
        return b"".join(bytes(block) for block in out)


def _copied(cursor: Any, table: str, rows: bytes) -> float:
    from django.db import transaction

    began = perf_counter()
    with transaction.atomic(), cursor.copy(f"COPY {table} FROM STDIN") as into:
        into.write(rows)
    return perf_counter() - began


def clear() -> None:
    """The dossier as it was before, vacuumed: a round must not pay for the dead rows of the one before."""
    from django.db import connection

    from financial.models import ProcessingRun, Statement

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE financial_statementline, financial_allocation CASCADE")
        Statement.objects.all().delete()
        ProcessingRun.objects.all().delete()
        cursor.execute("VACUUM ANALYZE")


def main() -> int:
    """Prints the table; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("| " + " | ".join(STEPS) + " |\n" + "|---" * len(STEPS) + "|")
    with office():
        journal, raw = fill(options.lines)
        ratios, without_keys = [], []
        for _ in range(options.rounds):
            seconds = work(journal, raw)
            bare, unchecked = bare_copy(foreign_keys=True), bare_copy(foreign_keys=False)
            total = sum(seconds)
            ratios.append(total / bare)
            without_keys.append(total / unchecked)
            shown = (*seconds, total, bare, ratios[-1], unchecked, without_keys[-1])
            print("| " + " | ".join(f"{figure:.3f}" for figure in shown) + " |")
            clear()
    print(f"\nmedian {median(ratios):.2f} × the bare COPY of {options.lines:,} lines and allocations; goal ≤ {GOAL}")
    print(f"median {median(without_keys):.2f} × the COPY into tables without foreign keys")
    return 0 if median(ratios) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
