"""What the environment says about CodaBox. Whatever its documents leave open is a setting here, with a careful default.

README and docs/operations.md list what each variable means. All of it is about both APIs, except what is named
`IBANITY_…` (who we are at CodaBox Connect, one application for all offices) and `CONNECT_…` (how it is asked).
"""

from collections.abc import Sequence
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.env import flag

_env = environ.FileAwareEnv()


def choice(name: str, options: Sequence[str]) -> str:
    """One of `options`, the first when nothing is set. Raises ImproperlyConfigured for another word."""
    value: str = _env.str(name, default=options[0])
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}")
    return value


def _path(name: str) -> Path | None:
    value: str = _env.str(name, default="")
    return Path(value) if value else None


CODABOX_PROVIDER = choice("CODABOX_PROVIDER", ("classic", "connect"))
CODABOX_BASE_URL: str = _env.str("CODABOX_BASE_URL", default="https://sandbox-api.codabox.com/v2/")
CODABOX_SOFTWARE_COMPANY: str = _env.str("CODABOX_SOFTWARE_COMPANY", default="")

# --- when, and how fast --------------------------------------------------------------------------------------------
CODABOX_POLL_SECONDS: int = _env.int("CODABOX_POLL_SECONDS", default=3600)
CODABOX_OBEY_FETCH_DELAY = flag("CODABOX_OBEY_FETCH_DELAY", default=False)
CODABOX_CLAIM_SECONDS: int = _env.int("CODABOX_CLAIM_SECONDS", default=900)
CODABOX_QUEUE_SECONDS: int = _env.int("CODABOX_QUEUE_SECONDS", default=900)
CODABOX_REQUESTS_PER_SECOND: float = _env.float("CODABOX_REQUESTS_PER_SECOND", default=2.0)
CODABOX_CONCURRENCY: int = _env.int("CODABOX_CONCURRENCY", default=1)
CODABOX_CONNECT_SECONDS: float = _env.float("CODABOX_CONNECT_SECONDS", default=10.0)
CODABOX_READ_SECONDS: float = _env.float("CODABOX_READ_SECONDS", default=120.0)
CODABOX_ATTEMPTS: int = _env.int("CODABOX_ATTEMPTS", default=4)

# --- what is taken, and what is said back --------------------------------------------------------------------------
CODABOX_ACK_ENABLED = flag("CODABOX_ACK_ENABLED", default=not CODABOX_BASE_URL.startswith("https://sandbox-api."))
CODABOX_ACK_MODE = choice("CODABOX_ACK_MODE", ("per_entry", "last_of_run"))
CODABOX_REDELIVERY = flag("CODABOX_REDELIVERY", default=True)
CODABOX_INACTIVE_IBAN = choice("CODABOX_INACTIVE_IBAN", ("hold_metadata", "store_hidden", "skip"))
CODABOX_404_POLICY = choice("CODABOX_404_POLICY", ("gone", "stop"))
CODABOX_FORMATS: dict[str, list[str]] = {
    "coda": ["cod", "pdf"],
    "purchase_invoice": ["xml", "pdf"],
    "sales_invoice": ["xml", "pdf"],
    **_env.json("CODABOX_FORMATS", default={}),
}
CODABOX_TIME_ZONE: str = _env.str("CODABOX_TIME_ZONE", default="Europe/Brussels")

# --- CodaBox Connect -----------------------------------------------------------------------------------------------
IBANITY_URL: str = _env.str("IBANITY_URL", default="https://api.ibanity.com/codabox-connect")
IBANITY_CLIENT_ID: str = _env.str("IBANITY_CLIENT_ID", default="")
IBANITY_CLIENT_SECRET: str = _env.str("IBANITY_CLIENT_SECRET", default="")
IBANITY_TLS_CERTIFICATE = _path("IBANITY_TLS_CERTIFICATE")
IBANITY_TLS_KEY = _path("IBANITY_TLS_KEY")
IBANITY_TLS_KEY_PASSWORD: str = _env.str("IBANITY_TLS_KEY_PASSWORD", default="")
IBANITY_AUTHORITY = _path("IBANITY_AUTHORITY")
IBANITY_SIGN = choice("IBANITY_SIGN", ("auto", "on", "off"))
IBANITY_SIGNING_CERTIFICATE = _path("IBANITY_SIGNING_CERTIFICATE")
IBANITY_SIGNING_KEY = _path("IBANITY_SIGNING_KEY")
IBANITY_SIGNING_KEY_PASSWORD: str = _env.str("IBANITY_SIGNING_KEY_PASSWORD", default="")
CONNECT_OVERLAP_HOURS: int = _env.int("CONNECT_OVERLAP_HOURS", default=48)
CONNECT_LOOKBACK_DAYS: int = _env.int("CONNECT_LOOKBACK_DAYS", default=730)
CONNECT_PAGE_LIMIT: int = _env.int("CONNECT_PAGE_LIMIT", default=100)
CONNECT_CONSENT_CHECK_HOURS: int = _env.int("CONNECT_CONSENT_CHECK_HOURS", default=24)
CONNECT_WITHDRAWN_STATUSES: list[str] = _env.list(
    "CONNECT_WITHDRAWN_STATUSES", default=["cancelled", "canceled", "revoked", "withdrawn"]
)
