"""What a person does with a received file: give it a place, ask CodaBox for it once more, try a whole list again."""

from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from codabox_sync.connections.services import expect_redelivery
from codabox_sync.models import Feed, FileEvent, ReceivedFile
from codabox_sync.reasons import reason_text
from codabox_sync.services import process_file, tell_backlog
from dossiers.models import Dossier
from financial.models import Journal
from financial.processing import process_new_lines
from financial.services import CodaNotPossible, switch_coda
from offices import audit
from offices.models import Office, User

State = ReceivedFile.State
# What may be asked for once more: the bytes are not here, or are no longer what they were.
ASKABLE_STATES = frozenset({State.HELD, State.GONE})
ASKABLE_REASONS = frozenset({"content_damaged", "no_content", "ask_again", "truncated"})
# What a person can answer: whose it is, or which journal. What is wrong inside a file no choice can mend.
ASSIGNABLE_REASONS = frozenset({"no_account", "no_journal", "no_dossier", "no_number", "not_ticked"})
RETRYABLE = frozenset({State.STORED, State.WAITING, State.QUARANTINED})
MOST_AT_ONCE = 200


class AssignRefused(Exception):
    """The file cannot go there: a code of `codabox_sync.reasons` with its parameters."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return reason_text(self.code, self.params)


@dataclass(frozen=True, slots=True)
class Tried:
    """How another try of a list ended."""

    tried: int
    imported: int


def is_assignable(file: ReceivedFile) -> bool:
    return file.state in {State.WAITING, State.HELD} and file.reason in ASSIGNABLE_REASONS


def is_askable(file: ReceivedFile) -> bool:
    return file.state in ASKABLE_STATES or file.reason in ASKABLE_REASONS


def assign(
    *, file: ReceivedFile, dossier: Dossier, journal: Journal | None, actor: User | None, office: Office
) -> ReceivedFile:
    """Says by hand whose file this is; for CODA also which journal. What else waited in the same feed is tried as well.

    The guard stays: raises `AssignRefused` when the CodaBox client is known to be another company, when the feed is
    another dossier's, or when the journal has another account. Content that contradicts is set aside as ever.
    """
    with transaction.atomic():
        held = ReceivedFile.objects.select_for_update(of=("self",)).select_related("feed__dossier").get(pk=file.pk)
        feed = Feed.objects.select_for_update().get(pk=held.feed_id)
        _check_feed(feed, dossier)
        if journal is not None:
            _give_place(held, journal, actor, office)
        Feed.objects.filter(pk=feed.pk).update(dossier=dossier)
        ReceivedFile.objects.filter(pk=held.pk).update(dossier=dossier, journal=journal or held.journal_id)
        FileEvent.objects.create(file=held, step="assigned", params={"dossier": str(dossier), "by": str(actor or "")})
        audit.record(action="file.assigned", actor=actor, office=office, target=str(held)[:120], dossier=str(dossier))
    _try_again(ReceivedFile.objects.filter(feed=file.feed_id, state=State.WAITING), first=file.pk)
    process_new_lines()
    tell_backlog(office=office)
    return ReceivedFile.objects.get(pk=file.pk)


def _check_feed(feed: Feed, dossier: Dossier) -> None:
    if feed.dossier_id and feed.dossier_id != dossier.pk:
        raise AssignRefused("feed_taken", dossier=str(feed.dossier))
    if feed.enterprise_number and dossier.enterprise_number not in ("", feed.enterprise_number):
        raise AssignRefused("company_mismatch", found=feed.enterprise_number, expected=dossier.enterprise_number)


def _give_place(file: ReceivedFile, journal: Journal, actor: User | None, office: Office) -> None:
    """The journal takes the account of the file when it has none, and receives CODA from now on."""
    if file.iban and journal.iban not in ("", file.iban):
        raise AssignRefused("account_mismatch", expected=file.iban, found=journal.iban)
    if file.iban and not journal.iban:
        journal.iban, journal.currency = file.iban, file.currency or "EUR"
        journal.save(update_fields=("iban", "currency"))
    try:
        switch_coda(journal=journal, on=True, actor=actor, office=office)
    except CodaNotPossible as error:
        raise AssignRefused("no_coda", reason=str(error.obstacle.reason)) from error


def ask_again(*, file: ReceivedFile, actor: User | None, office: Office) -> None:
    """Marks the file: when CodaBox delivers it once more, it is fetched anew. The next check looks for it."""
    with transaction.atomic():
        asked = ReceivedFile.objects.filter(pk=file.pk, asked_again_at=None).update(asked_again_at=timezone.now())
        if asked:
            FileEvent.objects.create(file=file, step="asked_again", params={"by": str(actor or "")})
            expect_redelivery(office)
            audit.record(action="file.asked_again", actor=actor, office=office, target=str(file)[:120])


def retry_all(*, state: str, actor: User | None, office: Office) -> Tried:
    """Tries every file that waits, or was set aside, once more; at most 200 at once, the oldest first."""
    files = ReceivedFile.objects.filter(state=state).order_by("received_at", "pk")
    pks = list(files.values_list("pk", flat=True)[:MOST_AT_ONCE])
    aside = ReceivedFile.objects.filter(pk__in=pks, state=State.QUARANTINED)
    aside.update(state=State.STORED, reason="", reason_params={})
    ended = [process_file(pk).state for pk in pks]
    process_new_lines()
    tell_backlog(office=office)
    audit.record(action="files.retried", actor=actor, office=office, target=state, count=len(pks))
    return Tried(len(pks), sum(state in {State.IMPORTED, State.DUPLICATE} for state in ended))


def _try_again(files: models.QuerySet[ReceivedFile], *, first: int) -> None:
    """One after the other, the assigned one first: what it teaches about its feed counts for the others."""
    pks = [first, *files.exclude(pk=first).order_by("received_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]]
    ReceivedFile.objects.filter(pk=first, state=State.QUARANTINED).update(state=State.WAITING)
    for pk in pks:
        process_file(pk)
