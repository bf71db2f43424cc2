"""What *CodaBox usage* shows: per journal how its statements come in, and what asks for a person's attention."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Lag, TruncWeek
from django.utils import timezone

from codabox_sync.models import Feed, ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal, Statement
from financial.queries.checks import with_last_checks

State = ReceivedFile.State
NEEDS_A_PERSON = (State.WAITING, State.QUARANTINED)
RIBBON_DAYS = 24
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Two statements that do not join: `missing` is the amount between them."""

    journal: Journal
    before: Statement
    after: Statement

    @property
    def missing(self) -> Decimal:
        return self.after.old_balance - self.before.new_balance


@dataclass(slots=True)
class JournalUse:
    """One row of the table: a journal and how CodaBox serves it. `health` is ok, wait, warn, fault or off."""

    journal: Journal
    statement: Statement | None
    last_file: ReceivedFile | None
    files: int
    fault: ReceivedFile | Feed | None
    gap: Gap | None
    to_process: int
    ribbon: list[str] = field(default_factory=list)

    @property
    def health(self) -> str:
        if not self.journal.coda_enabled:
            return "off"
        if self.gap or isinstance(self.fault, Feed):
            return "fault"
        if self.fault:
            return "warn"
        return "ok" if self.statement else "wait"


@dataclass(frozen=True, slots=True)
class Week:
    """Files received in one ISO week."""

    start: date
    statements: int
    invoices: int

    @property
    def number(self) -> int:
        return self.start.isocalendar().week

    @property
    def total(self) -> int:
        return self.statements + self.invoices


def journal_uses(journals: QuerySet[Journal]) -> list[JournalUse]:
    """The journals with everything the table shows, those with a question first. Twelve queries, however many rows."""
    rows = list(journals.select_related("dossier").order_by("dossier__name", "code"))
    with_last_checks(rows)
    pks = [journal.pk for journal in rows]
    files, statements = _last_files(pks), _last_statements(pks)
    counts, faults = _file_counts(pks), _faults(pks)
    feeds = _feed_faults([journal.dossier_id for journal in rows])
    gaps, open_lines, days = _gaps_by_journal(pks), _lines_to_process(pks), _days_with_statement(pks)
    uses = [
        JournalUse(
            journal=journal,
            statement=statements.get(journal.pk),
            last_file=files.get(journal.pk),
            files=counts[journal.pk],
            fault=feeds.get(journal.dossier_id) or faults.get(journal.pk),
            gap=gaps.get(journal.pk),
            to_process=open_lines[journal.pk],
            ribbon=_ribbon(days[journal.pk], gaps.get(journal.pk)),
        )
        for journal in rows
    ]
    order = {"fault": 0, "warn": 1, "wait": 2, "ok": 3, "off": 4}
    return sorted(uses, key=lambda use: order[use.health])


def attention(dossier: int | None = None) -> QuerySet[ReceivedFile]:
    """Files that wait for a place or were set aside, newest first; of one dossier or of the whole office."""
    files = ReceivedFile.objects.filter(state__in=NEEDS_A_PERSON).select_related("feed__dossier", "dossier")
    if dossier is None:
        return files
    return files.filter(Q(dossier=dossier) | Q(feed__dossier=dossier) | Q(journal__dossier=dossier)).distinct()


def gaps(journals: QuerySet[Journal]) -> list[Gap]:
    """Statements whose old balance is not the new balance of the one before: something between them is missing.

    Numbers are no proof (some banks number by calendar day), balances are.
    """
    in_time: dict[str, Any] = {"partition_by": [F("journal")], "order_by": ["new_balance_date", "year", "number", "pk"]}
    joined = Statement.objects.filter(journal__in=journals).annotate(
        before_pk=Window(Lag("pk"), **in_time), before_balance=Window(Lag("new_balance"), **in_time)
    )
    broken = [s for s in joined if s.before_pk and s.before_balance != s.old_balance]
    before = Statement.objects.in_bulk([s.before_pk for s in broken])
    found = {j.pk: j for j in Journal.objects.select_related("dossier").filter(pk__in=[s.journal_id for s in broken])}
    return [Gap(found[s.journal_id], before[s.before_pk], s) for s in broken]


def weeks(today: date) -> list[Week]:
    """Received files per week, the last twelve weeks, oldest first."""
    start = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    received = (
        ReceivedFile.objects.filter(received_at__date__gte=start)
        .annotate(week=TruncWeek("received_at"))
        .values_list("week", "document_model")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts: Counter[tuple[date, bool]] = Counter()
    for week, model, n in received:
        counts[(week.date(), model == "coda")] += n
    starts = [start + timedelta(weeks=n) for n in range(WEEKS)]
    return [Week(day, counts[(day, True)], counts[(day, False)]) for day in starts]


def files_today() -> tuple[int, int]:
    """Received today: all files, and how many of them are invoices."""
    today = ReceivedFile.objects.filter(received_at__date=timezone.localdate())
    counts = today.aggregate(files=Count("pk"), invoices=Count("pk", filter=~Q(document_model="coda")))
    return counts["files"], counts["invoices"]


def _last_files(pks: list[int]) -> dict[int, ReceivedFile]:
    newest = ReceivedFile.objects.filter(journal=OuterRef("pk")).order_by("-received_at", "-pk").values("pk")[:1]
    wanted = Journal.objects.filter(pk__in=pks).annotate(file=Subquery(newest)).values_list("file", flat=True)
    return {file.journal_id: file for file in ReceivedFile.objects.filter(pk__in=wanted) if file.journal_id}


def _last_statements(pks: list[int]) -> dict[int, Statement]:
    newest = Statement.objects.filter(journal__in=pks).order_by("journal_id", "-new_balance_date", "-number", "-pk")
    return {statement.journal_id: statement for statement in newest.distinct("journal_id")}


def _file_counts(pks: list[int]) -> Counter[int]:
    counted = ReceivedFile.objects.filter(journal__in=pks).values_list("journal").annotate(n=Count("pk")).order_by()
    return Counter(dict(counted))


def _faults(pks: list[int]) -> dict[int, ReceivedFile]:
    files = ReceivedFile.objects.filter(journal__in=pks, state__in=NEEDS_A_PERSON).order_by("received_at")
    return {file.journal_id: file for file in files if file.journal_id}


def _feed_faults(dossier_pks: list[int]) -> dict[int, Feed]:
    feeds = Feed.objects.filter(dossier__in=dossier_pks).exclude(fault="")
    return {feed.dossier_id: feed for feed in feeds if feed.dossier_id}


def _gaps_by_journal(pks: list[int]) -> dict[int, Gap]:
    return {gap.journal.pk: gap for gap in gaps(Journal.objects.filter(pk__in=pks))}


def _lines_to_process(pks: list[int]) -> Counter[int]:
    """Blank lines younger than what the books have, in statements that can be processed."""
    young = Q(booked_until=None) | Q(statements__lines__entry_date__gt=F("booked_until"))
    blank = Q(statements__lines__status="", statements__lines__balance_part=True)
    open_ = Q(statements__processable=True, statements__archived_at=None)
    counted = Journal.objects.filter(young & blank & open_, pk__in=pks).annotate(n=Count("statements__lines"))
    return Counter(dict(counted.values_list("pk", "n")))


def _days_with_statement(pks: list[int]) -> defaultdict[int, set[date]]:
    found: defaultdict[int, set[date]] = defaultdict(set)
    since = timezone.localdate() - timedelta(days=2 * RIBBON_DAYS)
    recent = Statement.objects.filter(journal__in=pks, new_balance_date__gte=since)
    for journal_pk, day in recent.values_list("journal", "new_balance_date"):
        found[journal_pk].add(day)
    return found


def _ribbon(days: set[date], gap: Gap | None) -> list[str]:
    """The last bank days, oldest first: `ok` a statement, `gap` one is missing before it, `none` nothing."""
    today = timezone.localdate()
    weekdays = [day for n in range(2 * RIBBON_DAYS) if (day := today - timedelta(days=n)).weekday() < 5][:RIBBON_DAYS]
    missing = {gap.after.new_balance_date} if gap else set()
    return ["gap" if day in missing else "ok" if day in days else "none" for day in reversed(weekdays)]


def last_import(dossier: Dossier) -> date | None:
    """The day up to which this dossier's statements reach."""
    newest = Statement.objects.filter(journal__dossier=dossier).aggregate(day=Max("new_balance_date"))
    day: date | None = newest["day"]
    return day
