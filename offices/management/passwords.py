"""Asking for a password on the terminal."""

import getpass

from django.core.management.base import CommandError


def ask_password(email: str) -> str:
    """What somebody types. Raises `CommandError` where nobody can."""
    try:
        return getpass.getpass(f"Password for {email}: ")
    except EOFError as error:
        raise CommandError("There is no terminal to ask for a password; use --password.") from error
