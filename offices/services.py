"""What changes offices and the people in them."""

import hashlib
import re
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from offices import audit
from offices.models import ApiToken, Domain, Membership, Office, User
from offices.schema import create_schema

_NOT_IN_NAME = re.compile(r"[^a-z0-9]+")


class OfficeExists(Exception):
    """An office has this subdomain already."""


@transaction.atomic
def create_office(*, name: str, subdomain: str, enterprise_number: str = "", actor: User | None = None) -> Office:
    """A new office at `<subdomain>.<BASE_DOMAIN>` with its schema. Raises `OfficeExists` if that is taken."""
    schema_name = "office_" + _NOT_IN_NAME.sub("_", subdomain.lower())
    try:
        office = Office(name=name, schema_name=schema_name, enterprise_number=enterprise_number)
        office.save(force_insert=True)
    except (ValidationError, IntegrityError) as error:
        raise OfficeExists(subdomain) from error
    Domain.objects.create(tenant=office, domain=f"{subdomain.lower()}.{settings.BASE_DOMAIN}", is_primary=True)
    create_schema(schema_name)
    audit.record(action="office.created", actor=actor, office=office, target=name)
    return office


@transaction.atomic
def add_member(*, office: Office, email: str, role: Membership.Role, name: str = "", password: str = "") -> User:
    """Gives a person, made when unknown, a role in the office. A known person keeps name and password."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password or None, name=name)
    Membership.objects.update_or_create(user=user, office=office, defaults={"role": role})
    return user


def issue_api_token(*, office: Office, name: str, actor: User | None = None) -> str:
    """A new API token; the answer is the only time it can be read."""
    token = f"afp_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(office=office, name=name, digest=token_digest(token))
    audit.record(action="api_token.issued", actor=actor, office=office, target=name)
    return token


def token_digest(token: str) -> str:
    """SHA-256 suffices: a token has 256 bits of its own, so there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_api_token(*, office: Office, token: str) -> ApiToken | None:
    """The live token of this office, marked as used now; a token of another office is unknown here."""
    found = ApiToken.objects.filter(office=office, digest=token_digest(token), revoked_at=None)
    return found.first() if found.update(last_used_at=Now()) else None
