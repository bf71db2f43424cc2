"""`python -m portal.demo [--feed FOLDER] [--check] [--port N]`: see the package."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from portal.demo.errors import DemoFailed
from portal.demo.home import Home
from portal.demo.stack import WEB_PORT, Stack
from portal.embedded import EmbeddedError, servers

QUEUE_GIVES_BACK_SECONDS = "20"


class Stopped(Exception):
    """Somebody asked us to stop."""


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    home = Home.choose(feed=options.feed, check=options.check)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with servers(home.folder, durable=not options.check) as urls:
            os.environ |= _environment(home, urls.database, urls.redis)
            stack = Stack(home.logs, port=options.port)
            try:
                ended = _play(home, stack, options)
            finally:
                stack.stop()
        if not ended:
            home.clear_away()
        return ended
    except (EmbeddedError, DemoFailed) as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped):
        print("\nStopped. What you did is kept; `make demo` goes on from here.")
        return 0


def _play(home: Home, stack: Stack, options: argparse.Namespace) -> int:
    """Everything after the servers are up; Django may be imported from here on."""
    from portal.demo.show import Show

    show = Show(home, stack, feed=options.feed)
    show.prepare()
    if options.check:
        return show.report()
    with show.announced():
        while True:
            stack.check()
            time.sleep(1)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--feed", type=Path, help="serve every CODA and UBL file of this folder as one office's feed")
    parser.add_argument("--check", action="store_true", help="run once, read the result back, print it as JSON")
    parser.add_argument("--port", type=int, default=WEB_PORT, help="the first port to try for the web server")
    options = parser.parse_args(arguments)
    if options.feed and not options.feed.is_dir():
        parser.error(f"{options.feed} is not a folder")
    return options


def _environment(home: Home, database: str, redis: str) -> dict[str, str]:
    """How the product runs here: like in production, but over plain HTTP on this machine."""
    return {
        **home.secrets(),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEBUG": "False",
        "HTTPS": "False",
        "BASE_DOMAIN": "localhost",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "MEDIA_ROOT": str(home.folder / "files"),
        "CELERY_VISIBILITY_SECONDS": QUEUE_GIVES_BACK_SECONDS,
        # The sandbox knows at once which formats it has: a missing PDF does not come later.
        "CODABOX_GONE_SECONDS": "0",
    }


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
