"""`manage.py rotate_secrets`: every stored credential is encrypted anew with the first key of FIELD_ENCRYPTION_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from codabox_sync.connections.services import rotate_secrets


class Command(BaseCommand):
    """Run after a new key was put in front; the old key can be dropped once this has ended."""

    help = "Encrypt stored credentials with the newest key."

    def handle(self, *args: Any, **options: Any) -> None:
        print(f"{rotate_secrets()} connections encrypted anew.")
