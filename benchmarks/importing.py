"""A statement of 10,000 lines: read, imported, matched and stored, beside a bare COPY of the same rows; prints one table.

    python benchmarks/importing.py [--lines 10000] [--rounds 5]

A real PostgreSQL is started for it. The COPY writes the very rows that came out of the work, already serialised, into
a table with the same columns, checks and indexes but no foreign keys, so it is the least that storing them can cost.
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
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.matching import DAY, OWN, make

import coda

if TYPE_CHECKING:
    from financial.models import Journal
    from offices.models import Office

GOAL = 5.0
STEPS = ("read", "import", "match and store", "all", "bare COPY", "ratio")
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


def bare_copy() -> float:
    """Seconds to COPY the rows that stand in the tables now into tables that are the same, but for foreign keys."""
    from django.db import connection, transaction

    seconds = 0.0
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
            with cursor.copy(f"COPY {table} TO STDOUT") as out:
                rows = b"".join(bytes(block) for block in out)
            began = perf_counter()
            with transaction.atomic(), cursor.copy("COPY bare FROM STDIN") as into:
                into.write(rows)
            seconds += perf_counter() - began
            cursor.execute("DROP TABLE bare")
    return seconds


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
        ratios = []
        for _ in range(options.rounds):
            seconds = work(journal, raw)
            bare = bare_copy()
            ratios.append(sum(seconds) / bare)
            print("| " + " | ".join(f"{s:.3f}" for s in (*seconds, sum(seconds), bare)) + f" | {ratios[-1]:.2f} |")
            clear()
    print(f"\nmedian {median(ratios):.2f} × the bare COPY of {options.lines:,} lines; goal ≤ {GOAL}")
    return 0 if median(ratios) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
