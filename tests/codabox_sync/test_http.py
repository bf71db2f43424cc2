"""The bounds of every HTTP call: statuses, attempts, sizes, time, redirects."""

import gzip
from collections.abc import Callable, Iterator

import httpx
import pytest

from codabox_sync import errors
from codabox_sync.calls import Call, Limits
from codabox_sync.http import HttpSession

BASE = "https://codabox.test/v2/"
CALL = Call("GET", "delivery/feed/{feed_id}/", {"feed_id": 277})
ONCE = Call("GET", "get-credentials/{token}/", {"token": "the-token"}, single_use=True)
PUT = Call("PUT", "delivery/feed/{feed_id}/", {"feed_id": 277})

Answer = Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers by a list, the last answer for ever; remembers what came in and how long the session slept."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.naps: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def session(self, limits: Limits | None = None) -> HttpSession:
        return HttpSession(
            BASE,
            headers={"X-Software-Company": "the-key"},
            basic=("the-user", "the-password"),
            limits=limits,
            transport=httpx.MockTransport(self),
            sleep=self.naps.append,
        )


def streamed(*chunks: bytes, **headers: str) -> httpx.Response:
    """A success answer that comes in pieces."""

    def pieces() -> Iterator[bytes]:
        yield from chunks

    return httpx.Response(200, headers=headers, content=pieces())


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, errors.RequestRefused, "request_refused"),
        (401, errors.CredentialsRefused, "credentials_refused"),
        (403, errors.AccessRefused, "access_refused"),
        (404, errors.Gone, "gone"),
        (405, errors.RequestRefused, "request_refused"),
        (410, errors.Gone, "gone"),
        (415, errors.RequestRefused, "request_refused"),
        (429, errors.RateLimited, "rate_limited"),
        (500, errors.ServerFault, "server_fault"),
        (501, errors.ServerFault, "server_fault"),
        (503, errors.ServerFault, "server_fault"),
    ],
)
def test_every_status_has_its_error(status: int, kind: type[errors.CodaboxError], code: str) -> None:
    server = Server(httpx.Response(status, json={"detail": "Because."}))

    with pytest.raises(kind) as caught:
        server.session().get_json(CALL)

    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.params == {"call": "GET delivery/feed/277/", "status": status, "detail": "Because."}


@pytest.mark.parametrize(("status", "requests"), [(500, 4), (503, 4), (429, 4), (400, 1), (401, 1), (403, 1), (404, 1)])
def test_only_passing_troubles_are_tried_again(status: int, requests: int) -> None:
    server = Server(httpx.Response(status))

    with pytest.raises(errors.CodaboxError):
        server.session().get_json(CALL)

    assert len(server.requests) == requests


def test_a_second_try_that_succeeds_is_a_success() -> None:
    server = Server(httpx.Response(503), httpx.ConnectError("refused"), httpx.Response(200, json=[1]))

    assert server.session().get_json(CALL) == [1]
    assert len(server.naps) == 2


def test_a_single_use_call_is_never_tried_again() -> None:
    server = Server(httpx.ReadTimeout("slow"))

    with pytest.raises(errors.TimedOut):
        server.session().get_json(ONCE)

    assert len(server.requests) == 1


def test_retry_after_is_obeyed() -> None:
    server = Server(httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(200, json=[]))

    server.session().get_json(CALL)

    assert server.naps == [7.0]


def test_a_long_retry_after_goes_to_the_caller_at_once() -> None:
    server = Server(httpx.Response(503, headers={"Retry-After": "600"}))

    with pytest.raises(errors.ServerFault) as caught:
        server.session().get_json(CALL)

    assert caught.value.retry_after == 600.0
    assert server.naps == []


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), "unreachable"),
        (httpx.RemoteProtocolError("Server disconnected"), "unreachable"),
        (httpx.ConnectTimeout("slow"), "timed_out"),
        (httpx.ReadTimeout("slow"), "timed_out"),
    ],
)
def test_no_answer_is_a_temporary_failure(trouble: httpx.HTTPError, code: str) -> None:
    with pytest.raises(errors.TemporaryFailure) as caught:
        Server(trouble).session().get_json(CALL)

    assert caught.value.code == code


@pytest.mark.parametrize("body", [b"", b"<html>We will be back</html>", b'{"id": 2', b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(errors.BadAnswer) as caught:
        Server(httpx.Response(200, content=body)).session().get_json(CALL)

    assert caught.value.code == "not_json"


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "application/json"])
def test_a_web_page_is_not_a_document(kind: str) -> None:
    server = Server(httpx.Response(200, content=b"<html>", headers={"Content-Type": kind}))

    with pytest.raises(errors.BadAnswer) as caught:
        server.session().get_bytes(CALL)

    assert caught.value.code == "not_a_document"


def test_an_empty_body_of_unknown_length_is_not_a_document() -> None:
    with pytest.raises(errors.BadAnswer) as caught:
        Server(streamed()).session().get_bytes(CALL)

    assert caught.value.code == "empty"


def test_a_body_shorter_than_announced_is_fetched_again() -> None:
    server = Server(streamed(b"half", **{"Content-Length": "8"}), streamed(b"half", b"half", **{"Content-Length": "8"}))

    assert server.session().get_bytes(CALL) == b"halfhalf"


def test_a_body_that_stays_short_is_truncated() -> None:
    server = Server(streamed(b"half", **{"Content-Length": "8"}))
    server.answers = [streamed(b"half", **{"Content-Length": "8"}) for _attempt in range(4)]

    with pytest.raises(errors.BadAnswer) as caught:
        server.session().get_bytes(CALL)

    assert (caught.value.code, caught.value.params["received"], caught.value.params["expected"]) == ("truncated", 4, 8)


def test_a_compressed_body_is_measured_as_sent() -> None:
    body = gzip.compress(b"0" * 1000)
    server = Server(streamed(body, **{"Content-Length": str(len(body)), "Content-Encoding": "gzip"}))

    assert server.session().get_bytes(CALL) == b"0" * 1000


def test_a_body_above_the_limit_is_refused_before_it_ends() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 100

    server = Server(httpx.Response(200, content=endless()))

    with pytest.raises(errors.TooLarge):
        server.session(Limits(document_bytes=1000)).get_bytes(CALL)


def test_a_large_error_page_keeps_its_status() -> None:
    with pytest.raises(errors.AccessRefused):
        Server(httpx.Response(403, content=b"x" * 500_000)).session(Limits(document_bytes=1000)).get_bytes(CALL)


def test_a_body_that_drips_for_ever_times_out() -> None:
    with pytest.raises(errors.TimedOut):
        Server(streamed(b"x", b"x")).session(Limits(total_seconds=-1, attempts=1)).get_bytes(CALL)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_within_the_host_is_followed(status: int) -> None:
    server = Server(httpx.Response(status, headers={"Location": "/v2/there/"}), httpx.Response(200, json=["there"]))

    assert server.session().get_json(CALL) == ["there"]
    assert [request.url.path for request in server.requests] == ["/v2/delivery/feed/277/", "/v2/there/"]


@pytest.mark.parametrize(
    "location",
    ["https://elsewhere.test/v2/", "//elsewhere.test/", "http://codabox.test/v2/", "https://codabox.test:8443/v2/"],
)
def test_credentials_never_go_to_another_host(location: str) -> None:
    server = Server(httpx.Response(302, headers={"Location": location}))

    with pytest.raises(errors.RedirectRefused):
        server.session().get_json(CALL)

    assert [request.url.host for request in server.requests] == ["codabox.test"]


def test_redirects_end() -> None:
    server = Server(httpx.Response(302, headers={"Location": "/v2/again/"}))

    with pytest.raises(errors.RedirectRefused):
        server.session().get_json(CALL)

    assert len(server.requests) == 4


def test_an_acknowledgement_is_not_redirected() -> None:
    server = Server(httpx.Response(301, headers={"Location": "/v2/there/"}))

    with pytest.raises(errors.RedirectRefused):
        server.session().put_json(PUT, {"feed_offset": "x"})

    assert len(server.requests) == 1


def test_an_acknowledgement_may_be_answered_with_nothing() -> None:
    server = Server(httpx.Response(204))

    server.session().put_json(PUT, {"feed_offset": "x"})

    assert server.requests[0].content == b'{"feed_offset":"x"}'


def test_every_call_carries_key_and_credentials() -> None:
    server = Server(httpx.Response(200, json=[]))

    server.session().get_json(CALL)

    assert server.requests[0].headers["X-Software-Company"] == "the-key"
    assert server.requests[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b'{"detail": "Not found."}', "application/json", "Not found."),
        (b'{"vat": ["Wrong.", "Twice."]}', "application/json", "vat: Wrong. Twice."),
        (b'["Wrong."]', "application/json", "Wrong."),
        (b"Out of order", "text/plain", "Out of order"),
        (b"<html><h1>Oops</h1></html>", "text/html", ""),
        (b"", "application/json", ""),
        (b"\xff", "text/plain", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_the_words_of_a_refusal_are_kept(body: bytes, kind: str, words: str) -> None:
    server = Server(httpx.Response(400, content=body, headers={"Content-Type": kind}))

    with pytest.raises(errors.RequestRefused) as caught:
        server.session().get_json(CALL)

    assert caught.value.params["detail"] == words


def test_every_error_has_words_for_its_code() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CodaboxError)}

    codes = {kind.code for kind in kinds if "code" in vars(kind)}

    assert codes | {"not_json", "wrong_shape", "truncated", "empty", "not_a_document"} == set(errors.MESSAGES)
