"""Real PostgreSQL and Valkey on one's own machine, from wheels, without installation or Docker. Knows no Django.

with servers(Path(".afpunt")) as urls:
    urls.database, urls.redis
"""

from portal.embedded.errors import AlreadyRunning, EmbeddedError, ServerFailed
from portal.embedded.guarded import Guarded
from portal.embedded.servers import Urls, free_port, servers

__all__ = ["AlreadyRunning", "EmbeddedError", "Guarded", "ServerFailed", "Urls", "free_port", "servers"]
