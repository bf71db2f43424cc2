"""Secrets at rest: a text column that is encrypted in the database and never shows itself.

Keys stand in `FIELD_ENCRYPTION_KEYS`, newest first (Fernet keys, urlsafe base64 of 32 bytes). Rotating: put a new key
in front, run `manage.py rotate_secrets`, then drop the old key. A wrong key is an error, never a silent ciphertext.
"""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class SecretUnreadable(Exception):
    """No key in `FIELD_ENCRYPTION_KEYS` opens this secret: a key was lost or dropped too early."""


class Secret(str):
    """A decrypted secret. Its value is `reveal()`ed on purpose; printing or logging it shows only stars."""

    __slots__ = ()

    def reveal(self) -> str:
        return str.__str__(self)

    def __str__(self) -> str:
        return "••••••"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)


@lru_cache(maxsize=4)
def _keyring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def keyring() -> MultiFernet:
    """The keys in force; the first one encrypts."""
    return _keyring(tuple(settings.FIELD_ENCRYPTION_KEYS))


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A TextField whose database value is a Fernet token. The empty string stays empty. Cannot be searched on."""

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return ""
        text = value.reveal() if isinstance(value, Secret) else str(value)
        return keyring().encrypt(text.encode()).decode()

    def from_db_value(self, value: str | None, *_: Any) -> Secret:
        """Raises `SecretUnreadable` when no key fits."""
        if not value:
            return Secret("")
        try:
            return Secret(keyring().decrypt(value.encode()).decode())
        except InvalidToken as error:
            raise SecretUnreadable(f"{self.model.__name__}.{self.name}") from error

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
