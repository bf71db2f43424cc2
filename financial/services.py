"""What changes journals."""

from django.db import transaction
from django.utils import timezone

from financial.eligibility import Obstacle, obstacle
from financial.models import Journal
from offices import audit
from offices.models import Office, User

_TARGET_LENGTH = 120


class CodaNotPossible(Exception):
    """CODA cannot be switched on for this journal; `obstacle` says why."""

    def __init__(self, found: Obstacle) -> None:
        super().__init__(found.reason)
        self.obstacle = found


@transaction.atomic
def switch_coda(*, journal: Journal, on: bool, actor: User | None, office: Office) -> bool:
    """Ticks or unticks CODA. False when it already stood that way.

    Raises `CodaNotPossible` unless the IBAN is right and not in use by another journal of the office.
    """
    # Every journal of the account is locked, so that two clicks never give one account to two journals.
    account = Journal.objects.filter(iban=journal.iban, currency=journal.currency).select_related("dossier")
    same_account = {found.pk: found for found in account.select_for_update(of=("self",)).order_by("pk")}
    journal.coda_enabled = same_account[journal.pk].coda_enabled
    if journal.coda_enabled == on:
        return False
    if on and (found := obstacle(journal, ticked=(j for j in same_account.values() if j.coda_enabled))):
        raise CodaNotPossible(found)
    journal.coda_enabled, journal.coda_enabled_at = on, timezone.now() if on else None
    journal.save(update_fields=("coda_enabled", "coda_enabled_at"))
    target = f"{journal} · {journal.dossier}"[:_TARGET_LENGTH]
    audit.record(action="journal.coda.on" if on else "journal.coda.off", actor=actor, office=office, target=target)
    return True
