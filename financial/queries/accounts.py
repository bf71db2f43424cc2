"""The accounts of a dossier as its owner sees them: balance, this week, the last thirty days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from stdnum.be import iban as belgian_iban

from dossiers.models import Dossier
from financial.eligibility import Obstacle, obstacle
from financial.models import BookedTransaction, Journal, Statement, StatementLine
from financial.queries.checks import with_last_checks

COURSE_DAYS = 30


class State(StrEnum):
    """What the account can show, or why it shows nothing yet."""

    LIVE = "live"
    AWAITED = "awaited"
    OFF = "off"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Account:
    """A journal with its latest statement. `course` is the balance at the end of each of the last thirty days.

    `week` is what moved since Monday, None when nothing did; `last_movement` the day of the youngest line.
    """

    journal: Journal
    has_bookings: bool
    state: State
    obstacle: Obstacle | None
    statement: Statement | None
    week: Decimal | None
    last_movement: date | None
    course: tuple[Decimal, ...]

    @property
    def has_transactions(self) -> bool:
        """Whether the list holds, or will soon hold, anything of this account."""
        return self.has_bookings or self.journal.coda_enabled

    @property
    def bank_mark(self) -> str:
        """Three letters for a Belgian bank, its code when unknown, the country of a foreign one; "" without an IBAN."""
        if not belgian_iban.is_valid(self.journal.iban):
            return self.journal.bank_code
        bank = str(belgian_iban.info(self.journal.iban).get("bank", "")).split()
        return bank[0][:3].upper() if bank else self.journal.bank_code


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the data go. `until` is the youngest statement, `booked_until` the day all journals are booked to."""

    until: date | None
    checked_at: datetime | None
    booked_until: date | None


def accounts_of(dossier: Dossier) -> list[Account]:
    """Every financial journal of the dossier, in the order of the books."""
    booked = BookedTransaction.objects.filter(journal=OuterRef("pk"))
    journals = list(Journal.objects.filter(dossier=dossier).annotate(has_bookings=Exists(booked)))
    with_last_checks(journals)
    latest = _latest_statements(dossier)
    moved = _movements(dossier)
    courses = _courses(dossier, latest)
    ticked = ticked_journals(journals)
    return [
        _account(journal, journal.has_bookings, latest.get(journal.pk), moved.get(journal.pk), courses, ticked)
        for journal in journals
    ]


def ticked_journals(journals: Sequence[Journal]) -> list[Journal]:
    """Journals anywhere in the office that receive CODA for an account of these `journals`."""
    ibans = {journal.iban for journal in journals if journal.iban}
    return list(Journal.objects.filter(coda_enabled=True, iban__in=ibans).select_related("dossier"))


def freshness_of(accounts: list[Account]) -> Freshness:
    """What the line under the page title says."""
    live = [account for account in accounts if account.journal.coda_enabled]
    until = [account.statement.new_balance_date for account in live if account.statement]
    checked = [account.journal.last_checked_at for account in live if account.journal.last_checked_at]
    booked = [account.journal.booked_until for account in accounts if account.journal.booked_until]
    return Freshness(max(until, default=None), max(checked, default=None), min(booked, default=None))


def _account(
    journal: Journal,
    has_bookings: bool,
    statement: Statement | None,
    moved: tuple[Decimal | None, date | None] | None,
    courses: dict[int, tuple[Decimal, ...]],
    ticked: list[Journal],
) -> Account:
    found = None if journal.coda_enabled else obstacle(journal, ticked=ticked)
    week, last_movement = moved or (None, None)
    state, course = _state(journal, statement, found), courses.get(journal.pk, ())
    return Account(journal, has_bookings, state, found, statement, week, last_movement, course)


def _state(journal: Journal, statement: Statement | None, found: Obstacle | None) -> State:
    if journal.coda_enabled:
        return State.LIVE if statement else State.AWAITED
    return State.IMPOSSIBLE if found else State.OFF


def _statements(dossier: Dossier) -> QuerySet[Statement]:
    return Statement.objects.filter(journal__dossier=dossier, journal__coda_enabled=True)


def _latest_statements(dossier: Dossier) -> dict[int, Statement]:
    newest = (
        _statements(dossier).order_by("journal_id", "-new_balance_date", "-number", "-addition").distinct("journal_id")
    )
    return {statement.journal_id: statement for statement in newest}


def _movements(dossier: Dossier) -> dict[int, tuple[Decimal | None, date | None]]:
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    lines = StatementLine.objects.filter(journal__dossier=dossier, journal__coda_enabled=True, balance_part=True)
    week = Sum("amount", filter=Q(entry_date__gte=monday))
    found = lines.order_by().values_list("journal").annotate(week=week, last=Max("entry_date"))
    return {journal: (moved, last) for journal, moved, last in found}


def _courses(dossier: Dossier, latest: dict[int, Statement]) -> dict[int, tuple[Decimal, ...]]:
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(COURSE_DAYS, -1, -1)]
    recent: dict[int, list[Statement]] = defaultdict(list)
    found = _statements(dossier).filter(new_balance_date__gte=days[0])
    for statement in found.order_by("new_balance_date", "number", "addition"):
        recent[statement.journal_id].append(statement)
    return {pk: _course(days, recent[pk], newest) for pk, newest in latest.items()}


def _course(days: list[date], statements: list[Statement], newest: Statement) -> tuple[Decimal, ...]:
    """A day without a statement keeps the balance of the day before."""
    balance = statements[0].old_balance if statements else newest.new_balance
    by_day = {statement.new_balance_date: statement.new_balance for statement in statements}
    course = []
    for day in days:
        balance = by_day.get(day, balance)
        course.append(balance)
    return tuple(course)
