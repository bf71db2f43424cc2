"""What can go wrong between us and CodaBox: one small tree, told apart by what helps.

`TemporaryFailure`: nobody has to do anything, a later try may succeed. `PermanentFailure`: a person must act first.
Every error carries a stable `code` and JSON-able `params`; store those two and show `MESSAGES[code]` translated. No
error ever holds a token, a password, the software key or the body of an answer. `_` marks a sentence for translation.
"""

import copyreg

Param = str | int | float | None


def _(text: str) -> str:
    return text


MESSAGES: dict[str, str] = {
    "unreachable": _("CodaBox cannot be reached: %(detail)s"),
    "timed_out": _("CodaBox did not answer in time."),
    "server_fault": _("CodaBox has a fault of its own (status %(status)s): %(detail)s"),
    "rate_limited": _("CodaBox asks us to slow down (status %(status)s)."),
    "not_json": _("CodaBox answered with something that is not JSON (%(content_type)s)."),
    "wrong_shape": _("CodaBox answered in a form we do not know: %(field)s should be %(expected)s."),
    "truncated": _("The file was cut off on the way: %(received)s of %(expected)s bytes arrived."),
    "empty": _("CodaBox sent an empty file."),
    "not_a_document": _("CodaBox sent a web page or message (%(content_type)s) in place of the file."),
    "credentials_refused": _("CodaBox refuses the credentials of this office. Ask for a new token and enter it."),
    "access_refused": _("CodaBox gives no access: %(detail)s. Check the mandate in MyCodaBox."),
    "gone": _("CodaBox no longer has this: %(call)s."),
    "token_unknown": _("CodaBox does not know this token, or it has been used already. Ask for a new one."),
    "software_refused": _("CodaBox refuses the key of this software. Support must check it."),
    "consent_refused": _("The office has not allowed this in MyCodaBox, or has withdrawn it: %(detail)s"),
    "consent_denied": _("The office did not allow this in MyCodaBox. Ask again when it wants to."),
    "consent_withdrawn": _("The office has withdrawn its consent in MyCodaBox, or CodaBox has."),
    "consent_unclear": _("CodaBox says '%(detail)s' about the consent, which we do not know."),
    "already_registered": _("This office has given its consent already. Withdraw it in MyCodaBox to ask anew."),
    "application_unusable": _("The registration of this software at CodaBox Connect is not complete: %(detail)s"),
    "office_unknown": _("CodaBox does not know an accounting office with this enterprise number."),
    "request_refused": _("CodaBox refuses the request (status %(status)s): %(detail)s"),
    "too_large": _("The answer of CodaBox is larger than %(limit)s bytes."),
    "too_many_pages": _("CodaBox lists more than %(limit)s pages."),
    "redirect_refused": _("CodaBox points to another address, which is not followed."),
}


class CodaboxError(Exception):
    """Any failure of CodaBox. `params` hold `call` ("GET delivery/feed/277/"), `status` and `detail` where known."""

    code: str

    def __init__(self, **params: Param) -> None:
        self.params = {"detail": "", "status": None, **params}
        super().__init__(self.message % self.params)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes whole, though their arguments are keywords."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]

    @property
    def message(self) -> str:
        """The English text with %(name)s places: a msgid for gettext."""
        return MESSAGES[self.code]


class TemporaryFailure(CodaboxError):
    """A later try may succeed; not before `retry_after` seconds when CodaBox named a time."""

    def __init__(self, *, retry_after: float | None = None, **params: Param) -> None:
        self.retry_after = retry_after
        super().__init__(**params)


class PermanentFailure(CodaboxError):
    """Trying again is useless until a person has changed something."""


class Unreachable(TemporaryFailure):
    """No connection, or it broke before a whole answer came."""

    code = "unreachable"


class TimedOut(TemporaryFailure):
    """No answer, or no end of it, within the time allowed. The request may have been carried out."""

    code = "timed_out"


class ServerFault(TemporaryFailure):
    """Status 5xx."""

    code = "server_fault"


class RateLimited(TemporaryFailure):
    """Status 429."""

    code = "rate_limited"


class BadAnswer(TemporaryFailure):
    """A success status around something that cannot be what was asked for; `code` says which way it is wrong."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        super().__init__(retry_after=None, **params)


class CredentialsRefused(PermanentFailure):
    """Status 401: the office must ask for a new token."""

    code = "credentials_refused"


class AccessRefused(PermanentFailure):
    """Status 403: this one thing is closed to us, as when a mandate was withdrawn."""

    code = "access_refused"


class ConsentRefused(AccessRefused):
    """Status 403 of a whole office at Connect: no consent (yet, or any more)."""

    code = "consent_refused"


class ConsentDenied(PermanentFailure):
    """The office said no when it was asked."""

    code = "consent_denied"


class ConsentWithdrawn(PermanentFailure):
    """The office said yes, and later no."""

    code = "consent_withdrawn"


class ConsentUnclear(PermanentFailure):
    """A status of a consent that we do not know; `detail` is the word."""

    code = "consent_unclear"


class AlreadyRegistered(PermanentFailure):
    """A second consent while one is in force."""

    code = "already_registered"


class ApplicationUnusable(PermanentFailure):
    """Our own settings for CodaBox Connect are missing or wrong; nothing was sent."""

    code = "application_unusable"


class OfficeUnknown(PermanentFailure):
    """No accounting office has the enterprise number that was named."""

    code = "office_unknown"


class Gone(PermanentFailure):
    """Status 404 or 410 of a feed, a client or a document."""

    code = "gone"


class TokenUnknown(PermanentFailure):
    """The token to exchange is unknown, replaced by a newer one, or used already."""

    code = "token_unknown"


class SoftwareRefused(PermanentFailure):
    """401 or 403 on a call that needs nothing but our software key."""

    code = "software_refused"


class RequestRefused(PermanentFailure):
    """Any other 4xx: the request itself is wrong in CodaBox's eyes."""

    code = "request_refused"


class TooLarge(PermanentFailure):
    """An answer above the limit we set; nothing of it is kept."""

    code = "too_large"


class TooManyPages(PermanentFailure):
    """A list that does not end within the number of pages we set; nothing of it is used."""

    code = "too_many_pages"


class RedirectRefused(PermanentFailure):
    """A redirect to another host, or of a request that changes something."""

    code = "redirect_refused"
