"""CodaBox usage."""

from django.http import HttpRequest, HttpResponse


def office(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")
