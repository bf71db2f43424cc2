"""Long runs go on in the background, and tell how far they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone

from dossiers.models import Dossier
from financial.errors import ProcessingError
from financial.models import ProcessingRun, Statement
from financial.processing.reading import blank_lines
from financial.processing.runs import carry_out, check, process
from offices.models import Office, User

LONG_RUN = 2_000
"""More blank lines than this are processed in the background."""
_GIVEN_UP_AFTER = timedelta(minutes=15)


def start(
    *, dossier: Dossier, statement: Statement | None, actor: User | None, office: Office, default_posting: bool = False
) -> ProcessingRun:
    """As `process`; a long run goes on in the background: `finished_at` is empty then and `done` counts on.

    Asked for again while such a run is under way, gives that run.
    """
    from financial.tasks import process_statement  # which calls `work_off` below

    if blank_lines(dossier=dossier, statement=statement).count() <= LONG_RUN:
        return process(dossier=dossier, statement=statement, actor=actor, default_posting=default_posting)
    check(statement)
    wanted: dict[str, Any] = {"dossier": dossier, "statement": statement, "default_posting": default_posting}
    under_way = ProcessingRun.objects.filter(
        **wanted, finished_at=None, started_at__gt=timezone.now() - _GIVEN_UP_AFTER
    )
    if (run := under_way.first()) is not None:
        return run
    run = ProcessingRun.objects.create(**wanted, actor=actor)
    transaction.on_commit(lambda: process_statement.delay(office_id=office.pk, run_pk=run.pk))
    return run


def work_off(*, run_pk: int) -> None:
    """Carries out a run that was started. `fault` keeps what stops it: a code of `errors.MESSAGES`, or `failed`."""
    run = ProcessingRun.objects.select_related("dossier", "statement").get(pk=run_pk)
    fault = "failed"
    try:
        with _progress_of(run) as progress:
            carry_out(run, progress=progress)
        fault = ""
    except ProcessingError as error:
        fault = error.code
    finally:
        if fault:
            ProcessingRun.objects.filter(pk=run_pk).update(fault=fault, finished_at=timezone.now())


@contextmanager
def _progress_of(run: ProcessingRun) -> Iterator[Any]:
    """Writes `done` on a connection of its own, so that others see it before the run is committed."""
    aside = connections.create_connection(DEFAULT_DB_ALIAS)
    aside.set_schema(connection.schema_name)  # type: ignore[attr-defined]

    def tell(done: int) -> None:
        with aside.cursor() as cursor:
            cursor.execute("UPDATE financial_processingrun SET done = %s WHERE id = %s", [done, run.pk])

    try:
        yield tell
    finally:
        aside.close()
