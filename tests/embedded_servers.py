"""Gives the tests real servers of their own, unless DATABASE_URL and REDIS_URL name some.

A pytest plugin loaded with `-p`, because the addresses must stand in the environment before Django reads its settings.
"""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.embedded import clear_away, servers

_running = ExitStack()
os.environ.setdefault("DEBUG", "True")
os.environ.setdefault("CODABOX_REQUESTS_PER_SECOND", "0")  # our own sandbox needs no sparing
os.environ.setdefault("DATABASE_POOL_SIZE", "0")  # a pool would keep the test database open when it is dropped


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    folder = Path(tempfile.mkdtemp(prefix="afpunt-tests-"))
    _running.callback(clear_away, folder)
    urls = _running.enter_context(servers(folder, durable=False))
    os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = urls.database, urls.redis


def pytest_unconfigure() -> None:
    _running.close()
