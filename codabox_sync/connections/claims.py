"""One poll of an office at a time: a claim is an update that only one caller can make, kept alive while it works."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from codabox_sync.connections.models import Connection
from offices.models import Office

POLLED = (Connection.State.TOKEN_ENTERED, Connection.State.ACTIVE, Connection.State.PROBLEM)
"""States in which CodaBox is asked: the connection works, or may work again by itself."""
RENEWALS = 4
"""How often a claim is renewed in the time it would last."""


class ClaimLost(Exception):
    """The claim ran out and somebody else has the office: stop at once."""


class Claim:
    """The office, ours for now. `renew` it between two steps; `release` it at the end."""

    def __init__(self, connection: Connection, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.connection = connection
        self._clock = clock
        self._renewed = clock()

    def renew(self) -> None:
        """Holds the office for another full time, when a part of it has passed. Raises `ClaimLost`."""
        if self._clock() - self._renewed < settings.CODABOX_CLAIM_SECONDS / RENEWALS:
            return
        if not self._mine().update(claimed_until=_end_of_claim(timezone.now())):
            raise ClaimLost(str(self.connection))
        self._renewed = self._clock()

    def release(self) -> None:
        """Ends the claim, unless it ran out and somebody else has the office by now."""
        self._mine().update(claimed_by="", claimed_until=None)

    def _mine(self) -> QuerySet[Connection]:
        return Connection.objects.filter(pk=self.connection.pk, claimed_by=self.connection.claimed_by)


def claim(*, office: Office, by: str) -> Claim | None:
    """Takes the office for one poll; None when another poll has it, when it is not to be polled, or when CodaBox asked
    us to wait.

    Every claim is one of its own, also that of a task delivered twice: `by` only tells people who has it.
    """
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    allowed = Q(not_before=None) | Q(not_before__lte=now)
    # Not by a join: that makes the conditions a subquery, which PostgreSQL does not ask again for a row it waited for.
    at_work = Exists(Office.objects.filter(pk=OuterRef("office"), suspended_at=None))
    found = Connection.objects.filter(free, allowed, at_work, office=office, state__in=POLLED)
    name = f"{by[:47]}/{token_hex(8)}"
    if not found.update(claimed_by=name, claimed_until=_end_of_claim(now)):
        return None
    return Claim(Connection.objects.select_related("office").get(office=office))


def _end_of_claim(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.CODABOX_CLAIM_SECONDS)
