"""`manage.py codabox_sandbox`: the same as `python -m codabox_sync.sandbox`."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from codabox_sync.sandbox import command


class Command(BaseCommand):
    """Serve the classic CodaBox API."""

    help = command.SUMMARY
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of the sandbox."""
        command.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGTERM or Ctrl-C."""
        sys.exit(command.run(argparse.Namespace(**options)))
