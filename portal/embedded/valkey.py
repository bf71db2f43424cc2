"""Valkey on a data folder, listening on loopback, with a password of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from portal.embedded.binaries import valkey_program
from portal.embedded.guarded import Guarded
from portal.embedded.passwords import kept_password, write_secret
from portal.embedded.ports import free_port


@contextmanager
def valkey(folder: Path, *, lock: int, port: int = 0) -> Iterator[str]:
    """The server for as long as the block lasts; gives its URL. See `servers`. `port` 0 is any."""
    home = folder.resolve() / "valkey"
    home.mkdir(exist_ok=True)
    password, port = kept_password(folder / "valkey-password"), port or free_port()
    settings = home / "valkey.conf"  # and not arguments: those show in the list of processes
    write_secret(
        settings, f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{home}"\nappendonly yes\nsave ""\n'
    )
    server = Guarded("Valkey", [valkey_program(), str(settings)], log=folder / "logs" / "valkey.log", keep=[lock])
    try:
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        with redis.Redis.from_url(url) as client:
            server.wait_until_ready(client.ping, redis.RedisError)
        yield url
    finally:
        server.stop()
