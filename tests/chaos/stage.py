"""Sets the stage: offices, dossiers and ticked journals; and what people do while the trouble lasts."""

from contextlib import suppress

from django.core.management import call_command
from django.db import Error, close_old_connections, connection
from django_tenants.utils import tenant_context
from kombu.exceptions import OperationalError

from codabox_sync.connections import consent
from codabox_sync.connections import services as connections
from codabox_sync.connections.models import Connection
from codabox_sync.errors import CodaboxError
from codabox_sync.models import ReceivedFile
from codabox_sync.tasks import poll_office
from dossiers.models import Dossier
from financial.models import Journal
from offices.models import Office
from offices.services import create_office
from tests.chaos.sandbox import SandboxDoor
from tests.chaos.source import Company, Source


def prepare(source: Source, door: SandboxDoor) -> list[Office]:
    """Every office of the source, connected, with a dossier per company."""
    call_command("migrate_schemas", shared=True, verbosity=0)
    offices = [
        create_office(name=made.name, subdomain=made.name.split()[-1].lower(), enterprise_number=made.enterprise_number)
        for made in source.world.offices
    ]
    for office in offices:
        with tenant_context(office):
            for company in (company for company in source.companies if company.office == office.name):
                _make_dossier(company)
        if office.name == source.by_consent.name:
            connect_by_consent(office, door)
        else:
            connect(office, door)
    return offices


def _make_dossier(company: Company) -> None:
    dossier = Dossier.objects.create(
        code=company.number, name=company.name, enterprise_number=company.number, financial_enabled=True
    )
    Journal.objects.create(dossier=dossier, code="B1", name="Bank", iban=company.account, coda_enabled=True)
    Journal.objects.create(dossier=dossier, code="B2", name="Savings", iban=company.unticked)


def connect(office: Office, door: SandboxDoor) -> None:
    """The office asks for a token and types it in."""
    connections.connect(office=office, token=door.token(office.name), actor=None)


def connect_by_consent(office: Office, door: SandboxDoor) -> None:
    """The office is asked for its consent, and gives it."""
    asked = consent.ask_consent(office=office, number=office.enterprise_number, redirect_uri="", actor=None)
    door.decide(office.name, "confirmed")
    consent.refresh_consent(asked)


class People:
    """Impatient ones: they press *check now*, and type a new token in when CodaBox refuses the old credentials."""

    def __init__(self, offices: list[Office], door: SandboxDoor) -> None:
        self._offices, self._door = offices, door
        self.presses = self.tokens = 0

    def look(self) -> None:
        """One look at the screens; a product that cannot be reached just now is tried again later."""
        with suppress(Error, OSError, CodaboxError):
            close_old_connections()
            for office in self._offices:
                self._look_at(office)

    def _look_at(self, office: Office) -> None:
        state = Connection.objects.values_list("state", flat=True).get(office=office)
        if state == Connection.State.REFUSED:
            connect(office, self._door)
            self.tokens += 1
        if state == Connection.State.WITHDRAWN:  # documents were refused: was it the consent?
            consent.check_consents()
        self.press(office)

    def press(self, office: Office) -> None:
        """*Check now*, straight on the queue; with the broker away nothing happens."""
        with suppress(OperationalError):
            poll_office.apply_async(kwargs={"office_id": office.pk}, retry=False)
            self.presses += 1

    def all_done(self) -> bool:
        """Whether no office is being polled and no file still has a step to go."""
        with suppress(Error):
            claimed = Connection.objects.exclude(claimed_by="").exists()
            return not claimed and not any(_has_open_files(office) for office in self._offices)
        return False

    def has_all(self, source: Source) -> bool:
        """Whether whatever was made for the office with a consent is known: CodaBox does not tell what we have."""
        with suppress(Error):
            office = next(office for office in self._offices if office.name == source.by_consent.name)
            with tenant_context(office):
                made = sum(offer.office == office.name for offer in source.offers)
                return ReceivedFile.objects.count() >= made
        return False

    def come_back(self) -> None:
        """After a restart of the database old connections are worth nothing."""
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def _has_open_files(office: Office) -> bool:
    with tenant_context(office):
        open_states = (ReceivedFile.State.OFFERED, ReceivedFile.State.STORED)
        return ReceivedFile.objects.filter(state__in=open_states).exists()
