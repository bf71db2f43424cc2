"""Probes for a load balancer: `/livez` says the process answers, `/readyz` that it can serve."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpResponse, JsonResponse

log = logging.getLogger(__name__)


def livez() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """200 when database and queue answer, else 503 naming the one that does not."""
    checks = {"database": _works(_ask_database), "queue": _works(_ask_queue)}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _ask_database() -> None:
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_queue() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as client:
        client.ping()


def _works(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, redis.RedisError) as error:
        log.warning("not ready: %s: %s", ask.__name__, type(error).__name__)
        return False
    return True
