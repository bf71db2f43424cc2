"""`manage.py create_office NAME SUBDOMAIN --owner E-MAIL`: a new office with its schema and its first user."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from offices.management.passwords import ask_password
from offices.models import Membership
from offices.services import OfficeExists, add_member, create_office


class Command(BaseCommand):
    """Asks for the owner's password; `--password` is for scripts."""

    help = "Create an accounting office with its schema and its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("subdomain", help="the office will live at <subdomain>.<BASE_DOMAIN>")
        parser.add_argument("--owner", required=True, metavar="E-MAIL")
        parser.add_argument("--password", default="")
        parser.add_argument("--enterprise-number", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or ask_password(options["owner"])
        try:
            office = create_office(
                name=options["name"],
                subdomain=options["subdomain"],
                enterprise_number=options["enterprise_number"],
            )
        except OfficeExists as error:
            raise CommandError(f"{options['subdomain']} exists already.") from error
        add_member(office=office, email=options["owner"], role=Membership.Role.OWNER, password=password)
        print(f"{office} lives at {office.host}")
