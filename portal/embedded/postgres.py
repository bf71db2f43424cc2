"""PostgreSQL on a data folder, listening on loopback, with a password of its own."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from portal.embedded.accounts import server_user
from portal.embedded.binaries import postgres_programs
from portal.embedded.guarded import Guarded
from portal.embedded.passwords import kept_password, write_secret
from portal.embedded.places import make_home, postgres_home
from portal.embedded.ports import free_port

DATABASE = "afpunt"
# Many schemas in one database: DDL over all of them takes many locks.
_SETTINGS = {
    "max_connections": "200",
    "max_locks_per_transaction": "512",
    "shared_buffers": "128MB",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_FAST_SHUTDOWN = "INT"


@contextmanager
def postgres(folder: Path, *, durable: bool, lock: int, port: int = 0) -> Iterator[str]:
    """The server for as long as the block lasts; gives the URL of the database. See `servers`. `port` 0 is any."""
    user = server_user(postgres_home(folder) / "data")
    home = make_home(folder, user)
    programs, password = postgres_programs(home, user), kept_password(folder / "postgres-password")
    data, log = home / "data", folder / "logs" / "postgres.log"
    if not (data / "PG_VERSION").exists():
        _initdb(programs, data, user, password, log.with_name("initdb.log"))
    # Left by a kill. Its server is gone, for we hold the lock; its number may be another process's by now.
    (data / "postmaster.pid").unlink(missing_ok=True)
    port = port or free_port()
    settings = _SETTINGS | {"port": str(port)} | ({} if durable else _CARELESS)
    command = [str(programs / "postgres"), "-D", str(data), *(f"--{name}={value}" for name, value in settings.items())]
    server = Guarded("PostgreSQL", command, log=log, user=user, polite_signal=_FAST_SHUTDOWN, patience=20, keep=[lock])
    try:
        base = f"postgresql://{DATABASE}:{password}@127.0.0.1:{port}"
        server.wait_until_ready(lambda: _create_database(base), psycopg.OperationalError)
        yield f"{base}/{DATABASE}"
    finally:
        server.stop()


def _initdb(programs: Path, data: Path, user: str, password: str, log: Path) -> None:
    """A cluster that asks every connection for the password. A half-made one of a killed run is made anew."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    secret = data.with_name("initdb-password")
    write_secret(secret, password)
    if user:
        shutil.chown(data, user)
        shutil.chown(secret, user)
    command = [str(programs / "initdb"), "-D", str(data), "-U", DATABASE, "--encoding=UTF8", *_locale(programs),
               "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]  # fmt: skip
    try:
        Guarded("initdb", command, log=log, user=user).finish()
    finally:
        secret.unlink()


def _locale(programs: Path) -> list[str]:
    """Upper and lower case of every alphabet, on every machine alike: a search for CAFÉ finds café."""
    said = subprocess.run([str(programs / "initdb"), "--version"], capture_output=True, text=True, check=True).stdout
    major = int(re.findall(r"\d+", said)[0])
    return (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if major >= 17 else ["--locale=C.UTF-8"]
    )


def _create_database(base: str) -> None:
    with psycopg.connect(f"{base}/postgres", autocommit=True, connect_timeout=2) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
