"""CodaBox Connect as the sandbox speaks it: strict on token, signature, consent, media types and shapes."""

import base64
import re
from collections.abc import Callable
from itertools import count
from time import time
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from codabox_sync.sandbox.model import Office
from codabox_sync.sandbox.search import InvalidSearch, Search, document_json, kind_of_collection
from codabox_sync.sandbox.signing import BadSignature, SignatureCheck
from codabox_sync.sandbox.state import Consent, State
from codabox_sync.sandbox.wire import Request, Response, json_response

PREFIX = "/codabox-connect/"
CONSENT_PAGES = "/mycodabox/consents/"
MEDIA_TYPE = "application/vnd.api+json"
ATTRIBUTES = "/data/attributes"
TOKEN_SECONDS = 300


def refusal(status: int, code: str, detail: str, pointer: str = "") -> Response:
    """An error in the way of JSON:API."""
    error = {"code": code, "detail": detail, **({"source": {"pointer": pointer}} if pointer else {})}
    return json_response({"errors": [error]}, status, media_type=MEDIA_TYPE)


def refuse(status: int, code: str) -> Response:
    """A refusal that the scenario asks for."""
    return refusal(status, code, "A fault of the scenario.")


def _oauth_error(status: int, code: str) -> Response:
    return json_response({"error": code, "error_description": "The client cannot be authenticated."}, status)


class ConnectApi:
    """Answers requests under `/codabox-connect/`. `signatures` checks them; None when nothing need be signed."""

    def __init__(self, state: State, signatures: SignatureCheck | None = None, *, scheme: str = "http") -> None:
        self._state = state
        self._signatures = signatures
        self._scheme = scheme
        self._tokens: dict[str, float] = {}
        self._numbers = count(1)
        self._offices = {office.connect_id: office for office in state.world.offices}
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...] = (
            ("POST", re.compile(r"accounting-office-consents"), self._ask_consent),
            ("GET", re.compile(r"accounting-office-consents/(?P<consent>[^/]+)"), self._consent),
            ("POST", re.compile(r"accounting-offices/(?P<office>[^/]+)/document-searches"), self._search),
            (
                "GET",
                re.compile(
                    r"accounting-offices/(?P<office>[^/]+)/clients/(?P<client>[^/]+)/(?P<collection>[^/]+)/(?P<id>[^/]+)"
                ),
                self._document,
            ),
        )

    def office(self, request: Request) -> Office | None:
        """The office that the path names."""
        parts = request.path.split("/")
        return self._offices.get(parts[3]) if len(parts) > 3 else None

    def answer(self, request: Request) -> Response:
        """The answer to a request whose path starts with the prefix."""
        response = self._answer(request)
        if response.status in {400, 401, 403, 406, 415}:
            self._state.complaints[f"connect_{response.status}"] += 1
        response.headers["ibanity-request-id"] = f"sandbox-{next(self._numbers):06d}"
        return response

    def forget_tokens(self) -> None:
        """Every token is refused from now on."""
        self._tokens.clear()

    def _answer(self, request: Request) -> Response:
        try:
            if self._signatures:
                self._signatures.check(request)
        except BadSignature as error:
            return refusal(401, "invalidSignature", str(error))
        path = request.path.removeprefix(PREFIX)
        if path == "oauth2/token" and request.method == "POST":
            return self._token(request)
        if not self._let_in(request):
            return refusal(401, "invalidAccessToken", "The access token is unknown or has expired.")
        if request.method == "POST" and request.headers.get("content-type") != MEDIA_TYPE:
            return refusal(415, "unsupportedMediaType", f"The body must be {MEDIA_TYPE}.")
        for method, route, act in self._routes:
            if method == request.method and (match := route.fullmatch(path)):
                return act(request, **{name: unquote(value) for name, value in match.groupdict().items()})
        return refusal(404, "notFound", "There is no such resource.")

    def _token(self, request: Request) -> Response:
        pair = ":".join(self._state.world.connect_application)
        if request.headers.get("authorization") != f"Basic {base64.b64encode(pair.encode()).decode()}":
            return _oauth_error(401, "invalid_client")
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            return _oauth_error(400, "invalid_request")
        if dict(parse_qsl(request.body.decode("latin-1"))).get("grant_type") != "client_credentials":
            return _oauth_error(400, "unsupported_grant_type")
        token = f"sb-{uuid4()}"
        self._tokens[token] = time() + TOKEN_SECONDS
        return json_response(
            {"access_token": token, "expires_in": TOKEN_SECONDS, "token_type": "bearer", "scope": "codabox-connect"}
        )

    def _let_in(self, request: Request) -> bool:
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and self._tokens.get(token, 0) > time()

    def _ask_consent(self, request: Request) -> Response:
        try:
            data = request.json()["data"]
            attributes = data["attributes"]
            number, redirect = attributes["accountingOfficeCompanyNumber"], attributes.get("redirectUri") or ""
        except (KeyError, TypeError, AttributeError, ValueError):
            return refusal(400, "validationError", "data.attributes is not right.", ATTRIBUTES)
        if data.get("type") != "accountingOfficeConsent" or not re.fullmatch(r"\d{10}", str(number)):
            return refusal(
                400, "validationError", "must be 10 digits", "/data/attributes/accountingOfficeCompanyNumber"
            )
        office = next((o for o in self._state.world.offices if o.enterprise_number == number), None)
        if office is None:
            return refusal(404, "unknownAccountingOffice", "No accounting office has this number.")
        if self._has_consent(office):
            return refusal(409, "alreadyRegistered", "There is a consent already.")
        return self._consent_answer(request, self._state.ask_consent(str(uuid4()), office, redirect), 201)

    def _consent(self, request: Request, consent: str) -> Response:
        found = self._state.consents.get(consent)
        if found is None:
            return refusal(404, "notFound", "There is no such consent.")
        return self._consent_answer(request, found, 200)

    def _consent_answer(self, request: Request, consent: Consent, status: int) -> Response:
        attributes = {
            "accountingOfficeId": consent.office.connect_id,
            "accountingOfficeCompanyNumber": consent.office.enterprise_number,
            "confirmationUri": f"{self._scheme}://{request.headers.get('host')}{CONSENT_PAGES}{consent.id}",
            "requestedAt": consent.requested_at,
            "status": consent.status,
        }
        return _resource({"type": "accountingOfficeConsent", "id": consent.id, "attributes": attributes}, status)

    def _has_consent(self, office: Office) -> bool:
        return any(c.office is office and c.status == "confirmed" for c in self._state.consents.values())

    def _closed(self, office_id: str) -> Response | None:
        office = self._offices.get(office_id)
        if office is None:
            return refusal(404, "unknownAccountingOffice", "There is no such accounting office.")
        if not self._has_consent(office):
            return refusal(403, "consentMissing", "The accounting office has not given its consent.")
        return None

    def _search(self, request: Request, office: str) -> Response:
        if closed := self._closed(office):
            return closed
        try:
            search = Search.read(request.json(), now=self._state.now())
            page = search.page(self._state, self._offices[office])
        except InvalidSearch as error:
            return refusal(400, "validationError", error.detail, error.pointer)
        except ValueError:
            return refusal(400, "validationError", "The body is not JSON.")
        self._state.offered([entry for _client, entry in page])
        return json_response(search.answer(self._state, page), media_type=MEDIA_TYPE)

    def _document(self, request: Request, office: str, client: str, collection: str, id: str) -> Response:
        if closed := self._closed(office):
            return closed
        mailbox, entry = self._state.entries.get(id, (None, None))
        kind = kind_of_collection(collection)
        if mailbox is None or entry is None or kind is None or kind.model != entry.document_model:
            return refusal(404, "notFound", "There is no such document.")
        if mailbox.office is not self._offices[office] or mailbox.client.enterprise_number != client:
            return refusal(404, "notFound", "There is no such document.")
        accept = request.headers.get("accept", "")
        if accept == MEDIA_TYPE:
            return _resource(document_json(self._state, mailbox.client, entry), 200)
        content = entry.content(kind.formats.get(accept, ""))
        if content is None:
            return refusal(406, "notAcceptable", f"The document is not available as {accept}.")
        self._state.downloaded(entry)
        return Response(200, content, {"Content-Type": accept})


def _resource(data: dict[str, Any], status: int) -> Response:
    return json_response({"data": data}, status, media_type=MEDIA_TYPE)
