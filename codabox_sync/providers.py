"""Which API speaks for an office, and with which settings. The one place that makes clients and providers."""

from datetime import timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from codabox_sync.answers import Credentials
from codabox_sync.calls import Limits
from codabox_sync.classic import ClassicClient
from codabox_sync.classic_provider import AcknowledgeMode, ClassicProvider
from codabox_sync.connect.application import Application, Identity, KeyFiles, application
from codabox_sync.connect.client import ConnectClient
from codabox_sync.connect.provider import ConnectProvider, SearchOptions
from codabox_sync.connections.models import Connection
from codabox_sync.errors import ApplicationUnusable, ConsentRefused
from codabox_sync.pace import Pace
from codabox_sync.provider import Provider


def open_provider(connection: Connection, *, redelivery: bool = True) -> Provider:
    """The provider of this office, with its credentials or consent; use it in a `with`. Raises `CodaboxError`.

    `redelivery`: whether this round also asks for what was asked to be delivered again (classic).
    """
    if connection.provider == Connection.Provider.CONNECT:
        return _connect_provider(connection)
    mode = cast(AcknowledgeMode, settings.CODABOX_ACK_MODE if settings.CODABOX_ACK_ENABLED else "off")
    return ClassicProvider(classic_client(connection), mode=mode, redelivery=settings.CODABOX_REDELIVERY and redelivery)


def classic_client(connection: Connection) -> ClassicClient:
    """A client that speaks with the office's credentials, or without before the token was exchanged."""
    known = bool(connection.username and connection.password)
    return ClassicClient(
        settings.CODABOX_BASE_URL,
        settings.CODABOX_SOFTWARE_COMPANY,
        Credentials(connection.username.reveal(), connection.password.reveal()) if known else None,
        office=connection.office.schema_name,
        limits=_limits(),
        pace=_pace(),
    )


def connect_client(connection: Connection) -> ConnectClient:
    """A client for this office at CodaBox Connect. Raises ApplicationUnusable when our own registration is at fault."""
    return ConnectClient(our_application(), name=connection.office.schema_name, limits=_limits(), pace=_pace())


def our_application() -> Application:
    """Who we are at Ibanity, by the settings. Raises ApplicationUnusable when they are not complete or not right."""
    if not settings.IBANITY_CLIENT_ID:
        raise ApplicationUnusable(detail="IBANITY_CLIENT_ID")
    try:
        return application(_identity())
    except (OSError, ValueError) as error:
        raise ApplicationUnusable(detail=f"{type(error).__name__}: {error}") from error


def _connect_provider(connection: Connection) -> ConnectProvider:
    if not connection.accounting_office_id:
        raise ConsentRefused(detail=connection.state)
    options = SearchOptions(
        overlap=timedelta(hours=settings.CONNECT_OVERLAP_HOURS),
        lookback=timedelta(days=settings.CONNECT_LOOKBACK_DAYS),
        page_limit=settings.CONNECT_PAGE_LIMIT,
        zone=ZoneInfo(settings.CODABOX_TIME_ZONE),
    )
    client = connect_client(connection)
    return ConnectProvider(client, connection.accounting_office_id, now=timezone.now(), options=options)


def _identity() -> Identity:
    tls = _files(settings.IBANITY_TLS_CERTIFICATE, settings.IBANITY_TLS_KEY, settings.IBANITY_TLS_KEY_PASSWORD)
    signing = _files(
        settings.IBANITY_SIGNING_CERTIFICATE, settings.IBANITY_SIGNING_KEY, settings.IBANITY_SIGNING_KEY_PASSWORD
    )
    if settings.IBANITY_SIGN == "on" and signing is None:
        raise ValueError("IBANITY_SIGN is on, but there is no IBANITY_SIGNING_CERTIFICATE with its key")
    return Identity(
        settings.IBANITY_URL,
        settings.IBANITY_CLIENT_ID,
        settings.IBANITY_CLIENT_SECRET,
        tls=tls,
        signing=signing if settings.IBANITY_SIGN != "off" else None,
        authority=settings.IBANITY_AUTHORITY,
    )


def _files(certificate: Path | None, key: Path | None, password: str) -> KeyFiles | None:
    return KeyFiles(certificate, key, password) if certificate and key else None


def _limits() -> Limits:
    return Limits(
        connect_seconds=settings.CODABOX_CONNECT_SECONDS,
        read_seconds=settings.CODABOX_READ_SECONDS,
        attempts=settings.CODABOX_ATTEMPTS,
    )


def _pace() -> Pace:
    return Pace(settings.CODABOX_REQUESTS_PER_SECOND or None)
