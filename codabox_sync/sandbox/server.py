"""The sandbox as one whole, and two ways to run it: until a signal comes, or in a thread of a test."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from codabox_sync.sandbox import classic, control
from codabox_sync.sandbox.model import World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.state import AcknowledgeMode, Journal, State
from codabox_sync.sandbox.wire import Request, Response, detail, listen


class Sandbox:
    """A world behind HTTP. `journal` is the file that survives a kill; `latency` seconds go before each answer."""

    def __init__(
        self,
        world: World,
        *,
        journal: Path | None = None,
        scenario: Scenario | None = None,
        mode: AcknowledgeMode = "per_entry",
        latency: float = 0.0,
    ) -> None:
        self.state = State(world, Journal(journal), mode)
        self.scenario = scenario or Scenario([])
        self.latency = latency
        self._api = classic.ClassicApi(self.state)
        self._control = control.Control(self)

    def handle(self, request: Request) -> Response:
        """The answer to any request."""
        if request.path.startswith(control.PREFIX):
            return self._control.answer(request)
        if not request.path.startswith(classic.PREFIX):
            return detail(404, classic.NOT_FOUND)
        try:
            response = self._answer(request)
        except OSError as error:
            response = detail(500, f"The sandbox cannot read or write: {error}")
        response.delay += self.latency
        return response

    def _answer(self, request: Request) -> Response:
        office = self._api.office(request)
        names = {office.name, office.username} if office else set()
        fault = self.scenario.fault(f"{request.method} {request.path.removeprefix(classic.PREFIX)}", names)
        return fault.answer(lambda: self._api.answer(request)) if fault else self._api.answer(request)


async def serve(sandbox: Sandbox, host: str, port: int, *, ready: Callable[[str], None], stop: asyncio.Event) -> None:
    """Answer until `stop` is set; `ready` gets the base URL of the API. Raises OSError for a taken port."""
    server = await listen(sandbox.handle, host, port)
    ready(f"http://{host}:{server.sockets[0].getsockname()[1]}{classic.PREFIX}")
    await stop.wait()
    server.close()


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
