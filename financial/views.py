"""Pages of the Financial tab."""

from django.http import HttpRequest, HttpResponse


def transactions(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


def export(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


def transaction(request: HttpRequest, pk: int, kind: str, transaction_pk: int) -> HttpResponse:
    return HttpResponse("")


def journal_settings(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


def switch_coda(request: HttpRequest, pk: int, journal_pk: int) -> HttpResponse:
    return HttpResponse("")

