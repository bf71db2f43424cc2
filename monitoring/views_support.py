"""The support desk."""

from django.http import HttpRequest, HttpResponse


def offices(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def connection(request: HttpRequest, office_pk: int) -> HttpResponse:
    return HttpResponse("")
