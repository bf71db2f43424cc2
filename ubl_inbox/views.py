"""Pages of the mailbox."""

from django.http import HttpRequest, HttpResponse


def purchases(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


def sales(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


def document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    return HttpResponse("")


def approve(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    return HttpResponse("")


def reject(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    return HttpResponse("")


def reopen(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    return HttpResponse("")


def attachment(request: HttpRequest, pk: int, document_pk: int, attachment_pk: int) -> HttpResponse:
    return HttpResponse("")

