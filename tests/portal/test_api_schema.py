"""The OpenAPI document: complete, without warnings, and true to what a PUT takes."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from portal import api


@pytest.fixture
def document() -> dict[str, Any]:
    reset_generator_stats()
    made: dict[str, Any] = SchemaGenerator(urlconf="portal.urls_office").get_schema(request=None, public=True)
    return made


def test_no_warning_or_error_is_raised(document: dict[str, Any]) -> None:
    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})


def test_document_is_valid_openapi(document: dict[str, Any]) -> None:
    validate_schema(json.loads(json.dumps(document)))


def test_every_route_stands_in_it(document: dict[str, Any]) -> None:
    routes = [re.sub(r"<[a-z]+:([a-z_]+)>", r"{\1}", str(route.pattern)) for route in api.urlpatterns]

    assert set(document["paths"]) == {f"/api/v1/{route}" for route in routes}


def test_every_route_lists_and_upserts_but_those_of_transfers(document: dict[str, Any]) -> None:
    others = {
        path.removeprefix("/api/v1/dossiers/{code}/"): set(methods) for path, methods in document["paths"].items()
    }
    others = {path: methods for path, methods in others.items() if methods != {"get", "put"}}

    assert others == {
        "transfers/": {"get"},
        "transfers/{transfer_id}/lines/": {"get"},
        "transfers/{transfer_id}/fetched/": {"post"},
        "learned-accounts/": {"get"},
    }


def test_put_takes_a_list_of_rows(document: dict[str, Any]) -> None:
    taken = document["paths"]["/api/v1/dossiers/{code}/journals/"]["put"]["requestBody"]["content"]

    assert taken["application/json"]["schema"] == {"type": "array", "items": {"$ref": "#/components/schemas/Journal"}}


def test_every_call_asks_for_the_token(document: dict[str, Any]) -> None:
    calls = [call for methods in document["paths"].values() for call in methods.values()]

    assert [call["security"] for call in calls] == [[{"officeToken": []}]] * len(calls)
    assert document["components"]["securitySchemes"] == {"officeToken": {"type": "http", "scheme": "bearer"}}


def test_document_and_manual_are_open_to_who_builds_against_them(anonymous: Client) -> None:
    assert anonymous.get("/api/v1/schema/").status_code == 200
    assert anonymous.get("/api/v1/docs/").status_code == 200


def test_manual_holds_no_inline_script(anonymous: Client) -> None:
    """The content security policy would block it."""
    assert "<script>" not in anonymous.get("/api/v1/docs/").content.decode()


def test_outsider_gets_404(as_outsider: Client) -> None:
    assert as_outsider.get("/api/v1/docs/").status_code == 404
