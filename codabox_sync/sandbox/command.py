"""The command line of the sandbox, shared by `python -m codabox_sync.sandbox` and `manage.py codabox_sandbox`."""

import argparse
import asyncio
import sys
from pathlib import Path

from codabox_sync.sandbox.folder import build_world
from codabox_sync.sandbox.model import World
from codabox_sync.sandbox.scenario import Scenario
from codabox_sync.sandbox.server import Api, Sandbox, serve_until_signal
from codabox_sync.sandbox.wire import server_tls

SUMMARY = (
    "Serve both CodaBox APIs, or one, from a saved world or from a folder of CODA and UBL files: the classic one under "
    "/v2/, CodaBox Connect under /codabox-connect."
)
APIS: dict[str, tuple[Api, ...]] = {"both": ("classic", "connect"), "classic": ("classic",), "connect": ("connect",)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--world", type=Path, metavar="DIR", help="a saved world: the folder of its world.json")
    source.add_argument(
        "--feed", type=Path, metavar="FOLDER", help="serve every CODA and UBL file found in this folder"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100, help="0 takes a free one (default: 8100)")
    parser.add_argument("--api", choices=tuple(APIS), default="both")
    parser.add_argument("--state", type=Path, metavar="FILE", help="journal that keeps tokens and acknowledgements")
    parser.add_argument("--scenario", type=Path, metavar="FILE", help="JSON with the faults to play")
    parser.add_argument("--acknowledge", choices=("per_entry", "cursor", "in_order"), default="per_entry")
    parser.add_argument("--latency", type=float, default=0, metavar="MS", help="milliseconds before every answer")
    parser.add_argument(
        "--signed-by",
        type=Path,
        action="append",
        default=[],
        metavar="PEM",
        help="Connect takes only what is signed so",
    )
    parser.add_argument("--tls", type=Path, nargs=2, metavar=("PEM", "KEY"), help="serve HTTPS with this certificate")
    parser.add_argument("--client-authority", type=Path, metavar="PEM", help="ask for a certificate made by it")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit code."""
    try:
        sandbox = Sandbox(
            _world(options),
            journal=options.state,
            scenario=Scenario.load(options.scenario) if options.scenario else None,
            mode=options.acknowledge,
            latency=options.latency / 1000,
            apis=APIS[options.api],
            signatures=options.signed_by,
            tls=server_tls(*options.tls, authority=options.client_authority) if options.tls else None,
        )
        asyncio.run(serve_until_signal(sandbox, options.host, options.port, ready=_announce))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"CodaBox sandbox cannot start: {error}\n")
        return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m codabox_sync.sandbox", description=SUMMARY)
    add_arguments(parser)
    return run(parser.parse_args(arguments))


def _world(options: argparse.Namespace) -> World:
    if options.world:
        return World.load(options.world)
    world, skipped = build_world(options.feed)
    for file in skipped:
        _say(f"skipped {file.name}: {file.reason}")
    return world


def _announce(url: str) -> None:
    _say(f"CodaBox sandbox ready on {url}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
