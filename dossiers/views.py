"""Pages of dossiers."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def dossier_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def open_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


def general_settings(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")

