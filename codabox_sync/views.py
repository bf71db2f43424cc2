"""Pages of the connection."""

from django.http import HttpRequest, HttpResponse


def connection(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def check_now(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
