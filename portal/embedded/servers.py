"""One PostgreSQL and one Valkey on a data folder: started, made ready, stopped."""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from portal.embedded.binaries import postgres_folder, reachable, server_user, valkey_program
from portal.embedded.errors import AlreadyRunning, ServerFailed
from portal.embedded.guarded import Guarded

DATABASE = "afpunt"
READY_SECONDS = 30
# Many schemas in one database: DDL over all of them takes many locks.
_SETTINGS = {
    "max_connections": "200",
    "max_locks_per_transaction": "512",
    "shared_buffers": "128MB",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers listen."""

    database: str
    redis: str


@contextmanager
def servers(folder: Path, *, durable: bool = True) -> Iterator[Urls]:
    """Both servers, with their data in `folder`, for as long as the block lasts.

    `DATABASE_URL` and `REDIS_URL` in the environment take the place of our own. `durable=False` is for tests: no
    fsync. Raises `AlreadyRunning`, `BinaryMissing` or `ServerFailed`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_lock(folder))
        database, broker = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
        if not database:
            database = stack.enter_context(_postgres(folder, durable=durable))
        if not broker:
            broker = stack.enter_context(_valkey(folder))
        yield Urls(database, broker)


def free_port(preferred: int = 0) -> int:
    """The first free port from `preferred` on (0: any)."""
    for port in range(preferred, preferred + 200) if preferred else [0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port between {preferred} and {preferred + 200}")


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """The kernel drops this lock with the process, also after a kill."""
    with (folder / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(folder) from error
        yield


@contextmanager
def _postgres(folder: Path, *, durable: bool) -> Iterator[str]:
    user = server_user()
    home, programs = _postgres_home(folder, user), postgres_folder(user)
    password = _password(folder / "postgres-password")
    data = home / "data"
    if not (data / "PG_VERSION").exists():
        _initdb(programs, home, data, user, password)
    _drop_stale_pid(data)
    port = free_port()
    settings = _SETTINGS | {"port": str(port)} | ({} if durable else {"fsync": "off", "full_page_writes": "off"})
    command = [str(programs / "postgres"), "-D", str(data), *(f"--{name}={value}" for name, value in settings.items())]
    log = folder / "logs" / "postgres.log"
    server = Guarded("PostgreSQL", command, log=log, user=user, polite_signal="INT", patience=20)
    try:
        base = f"postgresql://{DATABASE}:{password}@127.0.0.1:{port}"
        _wait(lambda: psycopg.connect(f"{base}/postgres", connect_timeout=2).close(), psycopg.Error, server)
        _create_database(base)
        yield f"{base}/{DATABASE}"
    finally:
        server.stop()


def _postgres_home(folder: Path, user: str) -> Path:
    """The checkout's own folder, or one the server's account can reach."""
    home = folder.resolve() / "postgres"
    if user and not reachable(folder, user):
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        home = Path("/var/tmp") / f"afpunt-{name}"  # noqa: S108 - owned by the server's account, mode 0700
    home.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(home, user)
        home.chmod(0o700)
    return home


def _password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()


def _initdb(programs: Path, home: Path, data: Path, user: str, password: str) -> None:
    """A cluster that asks every connection for the password. A half-made one of a killed run is made anew."""
    shutil.rmtree(data, ignore_errors=True)
    secret = home / "initdb-password"
    secret.write_text(password)
    secret.chmod(0o600)
    if user:
        shutil.chown(secret, user)
    command = [str(programs / "initdb"), "-D", str(data), "-U", DATABASE, "--encoding=UTF8", "--locale=C",
               "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]  # fmt: skip
    as_user = {"user": user, "extra_groups": []} if user else {}
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home, **as_user)  # type: ignore[call-overload]
    secret.unlink()
    if made.returncode:
        log = home / "initdb.log"
        log.write_text(made.stdout + made.stderr)
        raise ServerFailed("initdb", log)


def _drop_stale_pid(data: Path) -> None:
    """After a kill the pid file stays. A server of ours that is still going down is waited for, then ended."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split("\n", 1)[0])
    for attempt in range(100):
        if not _is_server_of(pid, data):
            break
        if attempt == 50:
            os.kill(pid, signal.SIGQUIT)
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _is_server_of(pid: int, data: Path) -> bool:
    command = Path(f"/proc/{pid}/cmdline")
    if not Path("/proc").exists():
        return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0  # noqa: S607
    return command.exists() and str(data).encode() in command.read_bytes()


def _create_database(base: str) -> None:
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    home = folder.resolve() / "valkey"
    home.mkdir(parents=True, exist_ok=True)
    password, port = _password(folder / "valkey-password"), free_port()
    settings = home / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{home}"\nappendonly yes\nsave ""\n')
    server = Guarded("Valkey", [valkey_program(), str(settings)], log=folder / "logs" / "valkey.log")
    try:
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        _wait(lambda: redis.Redis.from_url(url).ping(), redis.RedisError, server)
        yield url
    finally:
        server.stop()


def _wait(ask: Callable[[], object], failure: type[Exception], server: Guarded) -> None:
    """Asks until the server answers. Raises `ServerFailed` when it ends first or takes too long."""
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            ask()
        except failure as error:
            server.check()
            if time.monotonic() > end:
                raise ServerFailed(server.name, server.log) from error
            time.sleep(0.05)
        else:
            return
