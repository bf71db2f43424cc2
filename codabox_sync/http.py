"""The only module that speaks HTTP.

Every call is bounded in time, size, redirects and attempts, and ends in one log line. Answers leave here as parsed JSON
or bytes, failures as `codabox_sync.errors`. Credentials go to the host of the base URL only, and never into a log line,
an error or a repr.
"""

import base64
import functools
import json
import logging
import random
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlencode

import httpx

from codabox_sync import errors
from codabox_sync.answers import Json
from codabox_sync.calls import JSON_API, Authorization, Body, Call, Limits, Outgoing
from codabox_sync.faults import Complaint, complaint_of, fault_of
from codabox_sync.pace import Pace
from codabox_sync.retry import delay, parse_retry_after, should_retry

logger = logging.getLogger(__name__)

# httpx logs whole addresses, and the address of the token exchange holds the token. `_send` logs in its place.
logging.getLogger("httpx").addFilter(lambda record: False)

Transport = httpx.BaseTransport
"""What carries the requests; tests hand in one that answers by itself."""

ERROR_BYTES = 64 * 1024
DETAIL_LENGTH = 300
CODE_LENGTH = 60
REDIRECTS = 3
NOT_FILES = {"text/html", "application/json", JSON_API}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, of any status."""

    status: int
    headers: httpx.Headers
    content: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def retry_after(self) -> float | None:
        return parse_retry_after(self.headers.get("retry-after"), datetime.now(UTC))


class HttpSession:
    """Calls to one base URL with one set of headers and credentials. Thread safe; close it, or use it in a `with`.

    `json_type` is the media type of the JSON we send. `tls` replaces the usual trust, and may hold a certificate of our
    own. `authorization` is asked at every request, `pace` gives every request its turn.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str],
        basic: tuple[str, str] | None = None,
        authorization: Authorization | None = None,
        tls: ssl.SSLContext | None = None,
        json_type: str = "application/json",
        office: str = "",
        limits: Limits | None = None,
        pace: Pace | None = None,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.office = office
        self.limits = limits or Limits()
        self._sleep = sleep
        self._pace = pace
        self._json_type = json_type
        self._authorization = authorization
        encoded = base64.b64encode(":".join(basic).encode()).decode() if basic else ""
        self._secrets = tuple(filter(None, (*headers.values(), encoded, *(basic or ()))))
        self._client = httpx.Client(
            headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Afpunt", **headers},
            auth=_PerRequest(authorization) if authorization else basic,
            verify=tls or default_tls(),
            transport=transport,
            trust_env=False,
            timeout=httpx.Timeout(
                self.limits.read_seconds, connect=self.limits.connect_seconds, pool=self.limits.total_seconds
            ),
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url} office={self.office!r}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def get_json(self, call: Call, url: str | None = None) -> Json:
        """The JSON answer to `call`; `url` is the next page of a list, on the same host."""
        return _json(call, self._answer(call, url or self.base_url + call.path, limit=self.limits.json_bytes))

    def get_bytes(self, call: Call, accept: str = "*/*") -> bytes:
        """The file that `call` downloads, byte for byte. A web page or message with status 200 is not a file; one
        without bytes is, but only when CodaBox says that its length is 0."""
        answer = self._answer(call, self.base_url + call.path, limit=self.limits.document_bytes, accept=accept)
        if answer.content_type in NOT_FILES:
            raise errors.BadAnswer(
                "not_a_document", call=call.place, status=answer.status, content_type=answer.content_type
            )
        if not answer.content and "content-length" not in answer.headers:
            raise errors.BadAnswer("empty", call=call.place, status=answer.status)
        return answer.content

    def put_json(self, call: Call, body: Json) -> None:
        """Send `body`; returns once CodaBox said that it is done. May be repeated, so only for calls that bear that."""
        self._answer(call, self.base_url + call.path, limit=self.limits.json_bytes, body=self._written(body))

    def post_json(self, call: Call, body: Json) -> Json:
        """The JSON answer to `body`. Repeated like a GET, unless the call is `single_use`."""
        answer = self._answer(call, self.base_url + call.path, limit=self.limits.json_bytes, body=self._written(body))
        return _json(call, answer)

    def post_form(self, call: Call, fields: Mapping[str, str]) -> Json:
        """The JSON answer to a form."""
        body = Body(urlencode(fields).encode(), "application/x-www-form-urlencoded")
        return _json(call, self._answer(call, self.base_url + call.path, limit=self.limits.json_bytes, body=body))

    def _written(self, body: Json) -> Body:
        return Body(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), self._json_type)

    def _answer(self, call: Call, url: str, *, limit: int, body: Body | None = None, accept: str = "") -> Answer:
        """A success answer within the attempts allowed."""
        attempts = 1 if call.single_use else self.limits.attempts
        attempt = 1
        while True:
            try:
                return self._followed(call, url, limit=limit, body=body, accept=accept)
            except errors.TemporaryFailure as failure:
                if self._pace:
                    self._pace.pause(failure.retry_after or 0.0)
                status = cast(int | None, failure.params["status"])
                if not should_retry(status, attempt, attempts=attempts, retry_after=failure.retry_after):
                    raise
                self._sleep(delay(attempt, failure.retry_after, random.random))
                attempt += 1

    def _followed(self, call: Call, url: str, *, limit: int, body: Body | None, accept: str) -> Answer:
        """A success answer, after at most `REDIRECTS` redirects of a GET within the host."""
        target = self._on_our_host(httpx.URL(url), call)
        for _hop in range(REDIRECTS + 1):
            answer = self._send(call, target, limit=limit, body=body or Body(), accept=accept)
            if not 300 <= answer.status < 400:
                return self._checked(call, answer)
            if call.method != "GET" or "location" not in answer.headers:
                break
            target = self._on_our_host(target.join(answer.headers["location"]), call)
        raise errors.RedirectRefused(call=call.place, status=answer.status)

    def _on_our_host(self, target: httpx.URL, call: Call) -> httpx.URL:
        ours = httpx.URL(self.base_url)
        if (target.scheme, target.host, target.port) != (ours.scheme, ours.host, ours.port):
            raise errors.RedirectRefused(call=call.place)
        return target

    def _send(self, call: Call, target: httpx.URL, *, limit: int, body: Body, accept: str) -> Answer:
        """The one place where a request leaves the house."""
        if self._pace:
            self._pace.take()
        started = time.monotonic()
        answered: httpx.Response | None = None
        headers = {"Accept": accept} if accept else {}
        headers |= {"Content-Type": body.media_type} if body.media_type else {}
        try:
            with self._client.stream(call.method, target, content=body.content or None, headers=headers) as answered:
                content = self._read(call, answered, limit, deadline=started + self.limits.total_seconds)
                return Answer(answered.status_code, answered.headers, content)
        except httpx.TimeoutException as error:
            raise errors.TimedOut(call=call.place) from error
        except httpx.HTTPError as error:
            raise errors.Unreachable(call=call.place, detail=self._scrubbed(call, str(error))) from error
        finally:
            self._log(call, answered, seconds=time.monotonic() - started)

    def _log(self, call: Call, answered: httpx.Response | None, *, seconds: float) -> None:
        """One line per request; with CodaBox's own number of it, by which their support can find it."""
        status = answered.status_code if answered is not None else None
        number = answered.headers.get("ibanity-request-id") if answered is not None else None
        caller = f"office {self.office or '-'}" + (f", request {number}" if number else "")
        level = logging.DEBUG if status and status < 400 else logging.INFO
        logger.log(level, "%s %s: %s in %.0f ms, %s", call.method, call.template, status, seconds * 1000, caller)

    def _read(self, call: Call, response: httpx.Response, limit: int, *, deadline: float) -> bytes:
        """The body, as it streams in; of an error page only the beginning."""
        content = bytearray()
        try:
            for chunk in response.iter_bytes():
                content += chunk
                if response.is_error and len(content) > ERROR_BYTES:
                    return bytes(content[:ERROR_BYTES])
                if len(content) > limit:
                    raise errors.TooLarge(call=call.place, limit=limit)
                if time.monotonic() > deadline:
                    raise errors.TimedOut(call=call.place)
        except (httpx.RemoteProtocolError, httpx.ReadError) as error:
            raise _truncated(call, response, len(content)) from error
        received = max(len(content), response.num_bytes_downloaded)
        if received < (_announced(response) or 0):
            raise _truncated(call, response, received)
        return bytes(content)

    def _checked(self, call: Call, answer: Answer) -> Answer:
        """`answer` when its status says success; otherwise the error that its status means."""
        if 200 <= answer.status < 300:
            return answer
        complaint = complaint_of(answer.content, answer.content_type)
        told = Complaint(self._scrubbed(call, complaint.words), self._scrubbed(call, complaint.code)[:CODE_LENGTH])
        raise fault_of(call.place, answer.status, told, answer.retry_after)

    def _scrubbed(self, call: Call, text: str) -> str:
        """`text` without our secrets, should CodaBox repeat one."""
        secrets = [*self._secrets, *(self._authorization.secrets() if self._authorization else ())]
        secrets += map(str, call.args.values()) if call.single_use else ()
        for secret in secrets:
            text = text.replace(secret, "…")
        return text[:DETAIL_LENGTH]


def _announced(response: httpx.Response) -> int | None:
    length = response.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None


def _truncated(call: Call, response: httpx.Response, received: int) -> errors.BadAnswer:
    return errors.BadAnswer("truncated", call=call.place, received=received, expected=_announced(response) or "?")


def _json(call: Call, answer: Answer) -> Json:
    try:
        return cast(Json, json.loads(answer.content))
    except (ValueError, RecursionError):
        raise errors.BadAnswer(
            "not_json", call=call.place, status=answer.status, content_type=answer.content_type or "?"
        ) from None


class _PerRequest(httpx.Auth):
    """Headers that differ per request; they cover the body, so it is read before."""

    requires_request_body = True

    def __init__(self, authorization: Authorization) -> None:
        self._authorization = authorization

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        target = request.url.raw_path.decode("ascii")
        outgoing = Outgoing(request.method, request.headers["host"], target, request.content)
        request.headers.update(self._authorization.headers(outgoing))
        yield request


@functools.cache
def default_tls() -> ssl.SSLContext:
    """One context for all: building it reads every certificate authority, some 150 ms."""
    return httpx.create_ssl_context()


def tls_with(authority: Path | None) -> ssl.SSLContext:
    """A context of its own, which trusts only `authority` (a PEM file) when one is given."""
    return ssl.create_default_context(cafile=authority) if authority else httpx.create_ssl_context()
