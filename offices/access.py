"""Guards for pages that belong to the office as a whole. A refused visitor gets 404, as if the page were not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase

from offices.http import OfficeRequest, SupportRequest

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def office_staff_only(view: Callable[Concatenate[OfficeRequest, P], HttpResponseBase]) -> View[P]:
    """Owners and accountants of this office."""
    return _guarded(view, lambda request: request.office is not None and request.membership.is_office_staff)


def support_only(view: Callable[Concatenate[SupportRequest, P], HttpResponseBase]) -> View[P]:
    """Support staff, on the public host."""
    return _guarded(view, lambda request: request.office is None and request.user.is_support)


def _guarded(view: Callable[..., HttpResponseBase], allowed: Callable[[Any], bool]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not allowed(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
