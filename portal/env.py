"""The environment, read in one place. README and docs/operations.md list what each variable means.

`DEBUG=True` is for one's own machine: it brings throw-away keys. Without it a missing secret is an error at start, not
a surprise later. A name ending in `_FILE` points at a file holding the secret.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.FileAwareEnv()
_ROOT = Path(__file__).resolve().parent.parent
# For development only: a fixed key keeps sessions and encrypted columns readable between two runs of the demo.
_DEV_SECRET = "development-only-not-a-secret"  # noqa: S105
_DEV_FIELD_KEY = "ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQtISE="


def flag(name: str, *, default: bool) -> bool:
    """A strict boolean: `True` or `False`, nothing that merely looks like one."""
    value: str = _env.str(name, default=str(default))
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}")
    return value == "True"


DEBUG = flag("DEBUG", default=False)
# Only the demo, on localhost, speaks plain HTTP with DEBUG off.
HTTPS = flag("HTTPS", default=not DEBUG)


def _secret(name: str, development: str) -> str:
    value: str = _env.str(name, default=development if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See docs/operations.md, or set DEBUG=True on your own machine.")
    return value


SECRET_KEY = _secret("SECRET_KEY", _DEV_SECRET)
FIELD_ENCRYPTION_KEYS = [key.strip() for key in _secret("FIELD_ENCRYPTION_KEYS", _DEV_FIELD_KEY).split(",")]
BASE_DOMAIN: str = _env.str("BASE_DOMAIN", default="localhost")
ALLOWED_HOSTS: list[str] = _env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = _env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Commands such as `check` and `makemigrations` need no server; whatever does need one fails on this address.
DATABASE: dict[str, Any] = _env.db_url("DATABASE_URL", default="postgresql://afpunt@127.0.0.1:1/afpunt")
# Without one there is nothing to pool: a pool would keep trying where one attempt fails at once.
_NAMED = not {"DATABASE_URL", "DATABASE_URL_FILE"}.isdisjoint(os.environ)
DATABASE_POOL_SIZE: int = _env.int("DATABASE_POOL_SIZE", default=8 if _NAMED else 0)
REDIS_URL: str = _env.str("REDIS_URL", default="redis://127.0.0.1:1/0")

MEDIA_ROOT = Path(_env.str("MEDIA_ROOT", default=str(_ROOT / ".afpunt" / "files")))
STORAGE: dict[str, Any] = {
    "BACKEND": _env.str("STORAGE_BACKEND", default="django.core.files.storage.FileSystemStorage"),
    "OPTIONS": _env.json("STORAGE_OPTIONS", default={"location": str(MEDIA_ROOT)}),
}

EMAIL_HOST: str = _env.str("EMAIL_HOST", default="")
DEFAULT_FROM_EMAIL: str = _env.str("DEFAULT_FROM_EMAIL", default=f"afpunt@{BASE_DOMAIN}")


def logging_config(*, debug: bool) -> dict[str, Any]:
    """One line per event on stderr, for whatever runs us to collect; from warnings up, on one's own machine all."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)-7s %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO" if debug else "WARNING"},
        "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
    }
