"""Which API speaks for an office, and with which settings. The one place that makes a provider."""

from codabox_sync.classic_provider import ClassicProvider
from codabox_sync.connections.models import Connection
from codabox_sync.connections.services import open_client
from codabox_sync.provider import Provider


def open_provider(connection: Connection) -> Provider:
    """The provider of this office, with its credentials; use it in a `with`. Raises `CodaboxError`."""
    return ClassicProvider(open_client(connection))
