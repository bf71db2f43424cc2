"""The classic API v2 as the sandbox speaks it: strict on software key, credentials and closing slash."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from codabox_sync.sandbox.model import BankAccount, Client, Entry, Office
from codabox_sync.sandbox.state import Mailbox, State
from codabox_sync.sandbox.wire import Request, Response, detail, json_response

PREFIX = "/v2/"
MEDIA_TYPES = {"cod": "application/vnd.coda", "pdf": "application/pdf", "xml": "application/xml"}
NOT_FOUND = "Not found."


class ClassicApi:
    """Answers requests under `/v2/`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...] = (
            ("GET", re.compile(r"delivery/pod-client/"), self._pod_client),
            ("GET", re.compile(r"delivery/(?P<again>redownload-)?feed/(?P<feed_id>\d{1,18})/"), self._feed),
            ("PUT", re.compile(r"delivery/(?P<again>redownload-)?feed/(?P<feed_id>\d{1,18})/"), self._acknowledge),
            ("GET", re.compile(r"delivery/(?P<again>re)?download/(?P<index>[^/]+)/(?P<format>[^/]+)/"), self._download),
            ("GET", re.compile(r"clients/"), self._clients),
            ("GET", re.compile(r"clients/(?P<client_id>[^/]+)/"), self._client),
        )

    def answer(self, request: Request) -> Response:
        """The answer to a request whose path starts with the prefix."""
        if not request.path.endswith("/"):
            self._state.complaints["slash"] += 1
            return Response(301, headers={"Location": f"{request.path}/"})
        if request.headers.get("x-software-company") != self._state.world.software_company:
            self._state.complaints["software_key"] += 1
            return detail(403, "You do not have permission to perform this action.")
        path = request.path.removeprefix(PREFIX)
        if exchange := re.fullmatch(r"get-credentials/([^/]+)/", path):
            return self._exchange(request, unquote(exchange[1]))
        return self._signed_in(request, path)

    def _signed_in(self, request: Request, path: str) -> Response:
        office = self.office(request)
        if office is None:
            self._state.complaints["credentials"] += 1
            refusal = detail(401, "Invalid username/password.")
            refusal.headers["WWW-Authenticate"] = 'Basic realm="api"'
            return refusal
        fitting = [(method, match, act) for method, route, act in self._routes if (match := route.fullmatch(path))]
        for method, match, act in fitting:
            if method == request.method:
                return act(office, request, **match.groupdict())
        return detail(405, f'Method "{request.method}" not allowed.') if fitting else detail(404, NOT_FOUND)

    def office(self, request: Request) -> Office | None:
        """The office whose credentials came with the request."""
        scheme, _space, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            username, _colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return self._state.account(username, password) if scheme.lower() == "basic" else None

    def _exchange(self, request: Request, token: str) -> Response:
        if request.method != "GET":
            return detail(405, f'Method "{request.method}" not allowed.')
        office = self._state.use_token(token)
        if office is None:
            self._state.complaints["token"] += 1
            return detail(404, NOT_FOUND)
        return json_response({"username": office.username, "password": office.password})

    def _pod_client(self, office: Office, request: Request) -> Response:
        return json_response(
            {
                "id": office.pod_id,
                "fetch_delay": office.fetch_delay,
                "allowed_formats": office.allowed_formats,
                "feed_clients": [_feed_client(office, client) for client in office.clients],
            }
        )

    def _mailbox(self, office: Office, feed_id: str) -> Mailbox | None:
        mailbox = self._state.mailboxes.get(int(feed_id))
        return mailbox if mailbox and mailbox.office is office else None

    def _feed(self, office: Office, request: Request, feed_id: str, again: str | None) -> Response:
        mailbox = self._mailbox(office, feed_id)
        if mailbox is None:
            return detail(404, NOT_FOUND)
        entries = self._state.listed(mailbox, redelivery=bool(again))
        kind = "redownload" if again else "download"
        return json_response({"id": int(feed_id), "type": kind, "feed_entries": [_entry(entry) for entry in entries]})

    def _acknowledge(self, office: Office, request: Request, feed_id: str, again: str | None) -> Response:
        mailbox = self._mailbox(office, feed_id)
        if mailbox is None:
            return detail(404, NOT_FOUND)
        offset = _offset(request)
        if offset is None:
            return json_response({"feed_offset": ["This field is required."]}, 400)
        if not self._state.acknowledge(mailbox, offset, redelivery=bool(again)):
            return json_response({"feed_offset": ["Unknown feed index."]}, 400)
        return json_response({"id": int(feed_id), "feed_offset": offset})

    def _download(self, office: Office, request: Request, index: str, format: str, again: str | None) -> Response:
        mailbox, entry = self._state.entries.get(index, (None, None))
        if mailbox is None or entry is None or mailbox.office is not office:
            return detail(404, NOT_FOUND)
        content = entry.content(format)
        if content is None or (again and index not in mailbox.redelivery):
            return detail(404, NOT_FOUND)
        self._state.downloaded(entry)
        kind = MEDIA_TYPES.get(format, "application/octet-stream")
        name = entry.filename(format).encode("ascii", "replace").decode().translate(_UNSAFE_IN_QUOTES)
        return Response(200, content, {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'})

    def _clients(self, office: Office, request: Request) -> Response:
        return json_response([_client(office, client) for client in office.clients])

    def _client(self, office: Office, request: Request, client_id: str) -> Response:
        for client in office.clients:
            if client.client_id == client_id:
                return json_response(_client(office, client))
        return detail(404, NOT_FOUND)


_UNSAFE_IN_QUOTES = dict.fromkeys((*range(32), *map(ord, '"\\/?*:<>|')), "_")


def _offset(request: Request) -> str | None:
    try:
        body = request.json()
    except ValueError:
        return None
    offset = body.get("feed_offset") if isinstance(body, dict) else None
    return offset if isinstance(offset, str) else None


def _entry(entry: Entry) -> dict[str, Any]:
    return {"feed_index": entry.feed_index, "document_model": entry.document_model, "metadata": entry.metadata}


def _feed_client(office: Office, client: Client) -> dict[str, Any]:
    return {
        "id": client.feed_id,
        "client_id": client.client_id,
        "client_name": client.name,
        "client_code": client.code,
        "fiduciary_id": office.fiduciary_id,
        "target_root_state": "default",
        "delivery_config": None,
    }


def _client(office: Office, client: Client) -> dict[str, Any]:
    number = client.enterprise_number
    return {
        "id": client.client_id,
        "fiduciary_id": office.fiduciary_id,
        "client_code": client.code,
        "language": "nl",
        "state": "active",
        "delivery_mode": "email",
        "legal_entity": {
            "name": client.name,
            "enterprise_num": f"BE{number}" if number else None,
            "is_enterprise_num_validated": number is not None,
        },
        "bank_accounts": [
            _bank_account(client, iban) for iban in dict.fromkeys(account.iban for account in client.bank_accounts)
        ],
        "coda_mandates": [],
        "purchase_invoice_mandates": [],
        "services": [],
    }


def _bank_account(client: Client, iban: str) -> dict[str, Any]:
    parts: list[BankAccount] = [account for account in client.bank_accounts if account.iban == iban]
    return {
        "iban": iban,
        "subaccounts": [{"currency": part.currency, "extension": part.extension} for part in parts],
        "type": "current",
        "coda_mandate_ids": [],
        "bank_id": parts[0].bank_id,
        "client_id": client.client_id,
        "state": "active",
    }
