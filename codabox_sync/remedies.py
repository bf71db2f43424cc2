"""Who can mend what is wrong with a connection: a sentence for each kind of person, by the code of the fault."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from codabox_sync import errors

HERE = _("The office can mend this here.")
MYCODABOX = _("The office can mend this in MyCodaBox.")
SUPPORT = _("Support must mend this.")
NOBODY = _("Nobody has to do anything: it is tried again by itself.")

_REMEDIES: dict[str, Promise | str] = {
    errors.CredentialsRefused.code: HERE,
    errors.TokenUnknown.code: HERE,
    errors.OfficeUnknown.code: HERE,
    errors.ConsentDenied.code: HERE,
    errors.ConsentWithdrawn.code: HERE,
    errors.ConsentRefused.code: MYCODABOX,
    errors.AccessRefused.code: MYCODABOX,
    errors.AlreadyRegistered.code: MYCODABOX,
    errors.Unreachable.code: NOBODY,
    errors.TimedOut.code: NOBODY,
    errors.ServerFault.code: NOBODY,
    errors.RateLimited.code: NOBODY,
    "truncated": NOBODY,
    "empty": NOBODY,
}


def remedy(fault: str) -> Promise | str:
    """Who can mend a fault with this code; "" when there is none. What nobody foresaw is for support."""
    return _REMEDIES.get(fault, SUPPORT) if fault else ""
