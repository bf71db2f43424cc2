"""The calls of CodaBox Connect, on behalf of one application. Media type application/vnd.api+json both ways.

Every method raises `codabox_sync.errors.CodaboxError` when it cannot do what its name says.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Self, TypeVar

from codabox_sync.answers import Json, JsonObject, Node
from codabox_sync.calls import JSON_API, Call, Limits
from codabox_sync.connect.answers import Consent, Document, Found
from codabox_sync.connect.application import Application
from codabox_sync.errors import (
    AccessRefused,
    AlreadyRegistered,
    CodaboxError,
    ConsentRefused,
    CredentialsRefused,
    Gone,
    OfficeUnknown,
    RequestRefused,
    SoftwareRefused,
)
from codabox_sync.http import HttpSession, Transport
from codabox_sync.pace import Pace

T = TypeVar("T")
MOST_CLIENTS = 5000
SEARCH = "accounting-offices/{office}/document-searches"
DOCUMENT = "accounting-offices/{office}/clients/{client}/{collection}/{id}"
COLLECTIONS = {
    "bankAccountStatement": "bank-account-statements",
    "purchaseInvoice": "purchase-invoices",
    "salesInvoice": "sales-invoices",
    "payrollStatement": "payroll-statements",
    "creditCardStatement": "credit-card-statements",
}


class ConnectClient:
    """Thread safe; close it, or use it in a `with`. `name` is the office, for the log."""

    def __init__(
        self,
        application: Application,
        *,
        name: str = "",
        limits: Limits | None = None,
        pace: Pace | None = None,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._application = application
        self._session = HttpSession(
            application.identity.base_url,
            headers={"Accept": JSON_API},
            authorization=application,
            tls=application.tls,
            json_type=JSON_API,
            office=name,
            limits=limits,
            pace=pace,
            transport=transport,
            sleep=sleep,
        )

    def __repr__(self) -> str:
        return f"<ConnectClient {self._session!r}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def ask_consent(self, number: str, redirect_uri: str = "") -> Consent:
        """A new consent for the office with this enterprise number (10 digits), to be confirmed by the office itself.

        Raises AlreadyRegistered when one is in force, OfficeUnknown for a number that is no office of CodaBox.
        """
        attributes: JsonObject = {"accountingOfficeCompanyNumber": number}
        if redirect_uri:
            attributes["redirectUri"] = redirect_uri
        call = Call("POST", "accounting-office-consents", single_use=True)
        body: JsonObject = {"data": {"type": "accountingOfficeConsent", "attributes": attributes}}
        return Consent.read(self._read(call, lambda: self._session.post_json(call, body)))

    def consent(self, consent_id: str) -> Consent:
        """The consent as it stands now."""
        call = Call("GET", "accounting-office-consents/{id}", {"id": consent_id})
        return Consent.read(self._read(call, lambda: self._session.get_json(call)))

    def search(
        self, office_id: str, type: str, numbers: Sequence[str], *, since: datetime, limit: int
    ) -> Iterator[tuple[Document, ...]]:
        """The documents of one type of these clients (at most 5000 enterprise numbers), page by page, until a page is
        empty or the cursor stands still. Raises Gone when Connect says that nothing fits, ConsentRefused without
        consent."""
        call, after, passed = Call("POST", SEARCH, {"office": office_id}), "", set[str]()
        while after not in passed:
            passed.add(after)
            found = self._search(call, _search_body(type, numbers, since, limit, after))
            if not found.documents:
                return
            yield found.documents
            after = found.after

    def document(self, office_id: str, client: str, type: str, id: str, accept: str) -> bytes:
        """One document in the media type asked for. Raises Gone when it is not on offer, or not in this type."""
        args = {"office": office_id, "client": client, "collection": COLLECTIONS[type], "id": id}
        call = Call("GET", DOCUMENT, args)
        try:
            return self._authorised(lambda: self._session.get_bytes(call, accept))
        except RequestRefused as fault:
            if fault.params["status"] == 406:
                raise Gone(**fault.params) from None
            raise

    def _search(self, call: Call, body: Json) -> Found:
        try:
            return Found.read(self._read(call, lambda: self._session.post_json(call, body)))
        except AccessRefused as fault:
            raise ConsentRefused(**fault.params) from None

    def _read(self, call: Call, ask: Callable[[], Json]) -> Node:
        try:
            return Node(self._authorised(ask), call.place)
        except CodaboxError as fault:
            if known := _BY_REASON.get(str(fault.params.get("reason"))):
                raise known(**fault.params) from None
            raise

    def _authorised(self, ask: Callable[[], T]) -> T:
        """With a fresh token once more, should the one in use have been withdrawn before its time."""
        token = self._application.held
        try:
            return ask()
        except CredentialsRefused:
            self._application.forget(token)
        try:
            return ask()
        except CredentialsRefused as fault:
            raise SoftwareRefused(**fault.params) from None


_BY_REASON: dict[str, type[CodaboxError]] = {
    "alreadyRegistered": AlreadyRegistered,
    "unknownAccountingOffice": OfficeUnknown,
}


def _search_body(type: str, numbers: Sequence[str], since: datetime, limit: int, after: str) -> Json:
    paging: JsonObject = {"limit": limit, **({"after": after} if after else {})}
    return {
        "data": {
            "type": "documentSearch",
            "attributes": {"documentType": type, "from": zulu(since)},
            "relationships": {"clients": {"data": [{"type": "client", "id": number} for number in numbers]}},
        },
        "meta": {"paging": paging},  # at the top, not inside `data`
    }


def zulu(moment: datetime) -> str:
    """
    >>> zulu(datetime(2026, 1, 5, tzinfo=UTC))
    '2026-01-05T00:00:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
