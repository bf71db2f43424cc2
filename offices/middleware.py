"""From host name to office, from user to membership; health probes above both."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django_tenants.middleware.main import TenantMainMiddleware
from django_tenants.postgresql_backend.base import FakeTenant

from offices import health
from offices.models import Domain, Membership, Office

GetResponse = Callable[[HttpRequest], HttpResponse]
_PROBES = {"/livez": health.livez, "/readyz": health.readyz}
# Signing in and out must work for somebody who does not (or no longer) belong to the office of this host.
_OPEN_TO_OUTSIDERS = frozenset({"account_login", "account_logout", "set_language"})


class HealthMiddleware:
    """Answers probes before the tenant is looked up: a load balancer comes by IP address, not by host name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = _PROBES.get(request.path)
        return probe() if probe else self.get_response(request)


class OfficeMiddleware(TenantMainMiddleware):  # type: ignore[misc]
    """BASE_DOMAIN is the public host; any other host must be an office's domain, else 404. Suspended: 404."""

    def get_tenant(self, domain_model: type[Domain], hostname: str) -> Any:
        if hostname == settings.BASE_DOMAIN:
            return FakeTenant("public")
        domain = domain_model.objects.select_related("tenant").get(domain=hostname, tenant__suspended_at=None)
        return domain.tenant

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        response: HttpResponse | None = super().process_request(request)
        tenant = getattr(request, "tenant", None)
        request.office = tenant if isinstance(tenant, Office) else None  # type: ignore[attr-defined]
        return response


class MembershipMiddleware:
    """Puts `request.membership` on office hosts. A user without one is an outsider: every page is 404.

    On the public host only support staff have a place.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        request.membership = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return
        office = getattr(request, "office", None)
        if office is not None:
            found = Membership.objects.filter(office=office, user=request.user).first()
            request.membership = found  # type: ignore[attr-defined]
        welcome = getattr(request, "membership", None) if office else request.user.is_support
        name = request.resolver_match.url_name if request.resolver_match else None
        if not welcome and name not in _OPEN_TO_OUTSIDERS:
            raise Http404("not a member of this office")
