"""The sandbox as one whole, and two ways to run it: until a signal comes, or in a thread of a test."""

import asyncio
import contextlib
import signal
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from codabox_sync.sandbox import classic, connect, control, mischief, pages
from codabox_sync.sandbox.model import World
from codabox_sync.sandbox.scenario import Refuse, Scenario
from codabox_sync.sandbox.scenario import refuse as _refuse
from codabox_sync.sandbox.signing import SignatureCheck
from codabox_sync.sandbox.state import AcknowledgeMode, Journal, State
from codabox_sync.sandbox.wire import Request, Response, detail, listen

Api = Literal["classic", "connect"]
AnyApi: TypeAlias = "classic.ClassicApi | connect.ConnectApi"


class Sandbox:
    """A world behind HTTP. `journal` is the file that survives a kill; `latency` seconds go before each answer.

    `mode` is how the classic API takes an acknowledgement. `signatures` are the certificates by which requests to
    Connect must be signed, none when they need not be. `tls` makes it HTTPS, and may ask for a client certificate.
    """

    def __init__(
        self,
        world: World,
        *,
        journal: Path | None = None,
        scenario: Scenario | None = None,
        mode: AcknowledgeMode = "per_entry",
        latency: float = 0.0,
        apis: tuple[Api, ...] = ("classic", "connect"),
        signatures: Sequence[Path] = (),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.state = State(world, Journal(journal), mode)
        self.latency = latency
        self.tls = tls
        check = SignatureCheck(list(signatures)) if signatures else None
        self.connect = connect.ConnectApi(self.state, check, scheme=self.scheme)
        self._classic = classic.ClassicApi(self.state)
        self._control = control.Control(self)
        self._apis = apis
        self.play(scenario or Scenario([]))

    @property
    def scheme(self) -> str:
        return "https" if self.tls else "http"

    def play(self, scenario: Scenario) -> None:
        """These faults from now on, in place of those before."""
        self.scenario = scenario
        self.state.skew = timedelta(seconds=scenario.clock_skew)

    def handle(self, request: Request) -> Response:
        """The answer to any request."""
        path = request.path
        if path.startswith(control.PREFIX):
            return self._control.answer(request)
        if path.startswith(connect.CONSENT_PAGES):
            return pages.answer(self.state, request)
        try:
            response = self._answer(request)
        except OSError as error:
            response = detail(500, f"The sandbox cannot read or write: {error}")
        response.delay += self.latency
        return response

    def _answer(self, request: Request) -> Response:
        if request.path.startswith(classic.PREFIX) and "classic" in self._apis:
            return self._faulty(request, classic.PREFIX, self._classic, _refuse)
        if request.path.startswith(connect.PREFIX) and "connect" in self._apis:
            return self._faulty(request, connect.PREFIX, self.connect, connect.refuse)
        return detail(404, classic.NOT_FOUND)

    def _faulty(self, request: Request, prefix: str, api: AnyApi, refuse: Refuse) -> Response:
        """The answer of an API, or what the scenario makes of it."""
        if not self.scenario.rules:
            return api.answer(request)
        office = api.office(request)
        names = {office.name, office.username} if office else set()
        fault = self.scenario.fault(f"{request.method} {request.path.removeprefix(prefix)}", names)
        if fault is None:
            return api.answer(request)
        mischief.before(self.state, fault, office)
        return fault.answer(lambda: mischief.after(self.state, fault, request, api.answer(request)), refuse)


async def serve(sandbox: Sandbox, host: str, port: int, *, ready: Callable[[str], None], stop: asyncio.Event) -> None:
    """Answer until `stop` is set; `ready` gets the base URL of the API. Raises OSError for a taken port."""
    server = await listen(sandbox.handle, host, port, sandbox.tls)
    ready(f"{sandbox.scheme}://{host}:{server.sockets[0].getsockname()[1]}{classic.PREFIX}")
    await stop.wait()
    server.close()


def connect_url(classic_url: str) -> str:
    """The base URL of CodaBox Connect, of a sandbox whose classic API stands at `classic_url`."""
    return classic_url.removesuffix(classic.PREFIX) + connect.PREFIX.rstrip("/")


async def serve_until_signal(sandbox: Sandbox, host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """Answer until SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(sandbox, host, port, ready=ready, stop=stop)


@contextlib.contextmanager
def running(sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """The base URL of `sandbox`, served from a thread for as long as the block lasts."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    urls: list[str] = []
    answering = threading.Event()

    def ready(url: str) -> None:
        urls.append(url)
        answering.set()

    def work() -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(serve(sandbox, host, port, ready=ready, stop=stop))
        finally:
            answering.set()

    thread = threading.Thread(target=work, name="codabox-sandbox", daemon=True)
    thread.start()
    answering.wait()
    if not urls:
        raise OSError(f"the sandbox cannot listen on {host}:{port}")
    try:
        yield urls[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
