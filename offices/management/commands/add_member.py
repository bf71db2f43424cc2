"""`manage.py add_member SUBDOMAIN E-MAIL ROLE`: gives a person a role in an office."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from offices.management.passwords import ask_password
from offices.models import Membership, Office
from offices.services import add_member


class Command(BaseCommand):
    """A known person keeps name and password; a new one is asked for a password."""

    help = "Give a person a role in an office."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subdomain")
        parser.add_argument("email")
        parser.add_argument("role", choices=Membership.Role.values)
        parser.add_argument("--name", default="")
        parser.add_argument("--password", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.filter(domains__domain__startswith=f"{options['subdomain']}.").first()
        if office is None:
            raise CommandError(f"There is no office {options['subdomain']}.")
        add_member(
            office=office,
            email=options["email"],
            role=Membership.Role(options["role"]),
            name=options["name"],
            password=options["password"] or ask_password(options["email"]),
        )
        print(f"{options['email']} is {options['role']} of {office}")
