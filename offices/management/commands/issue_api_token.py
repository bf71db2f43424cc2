"""`manage.py issue_api_token SUBDOMAIN NAME`: a key with which an accounting package speaks for an office."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from offices.models import Office
from offices.services import issue_api_token


class Command(BaseCommand):
    """Prints the token once; only its hash is kept."""

    help = "Issue an API token for an office."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subdomain")
        parser.add_argument("name", help="what the token is for, such as the name of the package")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.filter(domains__domain__startswith=f"{options['subdomain']}.").first()
        if office is None:
            raise CommandError(f"There is no office {options['subdomain']}.")
        print(issue_api_token(office=office, name=options["name"]))
