"""The request as our views know it."""

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from offices.models import Membership, Office, User


class OfficeRequest(HttpRequest):
    """A signed-in request on an office host. `office` is the tenant; `membership` the user's place in it."""

    user: User
    office: Office
    membership: Membership
    dossier: Any  # the dossier of this page, set by dossiers.access; this floor does not know dossiers
    htmx: HtmxDetails


class SupportRequest(HttpRequest):
    """A signed-in request of a support user on the public host."""

    user: User
    htmx: HtmxDetails
