"""Faults and reasons in words."""

from django import template

from codabox_sync.connections.models import Connection
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.reasons import reason_text

register = template.Library()


@register.filter
def why(thing: Connection | Feed | ReceivedFile | str | None) -> str:
    """Why a connection or feed fails, or a file waits; '' when all is well, or when there is no such thing."""
    if thing is None or isinstance(thing, str):
        return ""
    if isinstance(thing, ReceivedFile):
        return reason_text(thing.reason, thing.reason_params)
    return reason_text(thing.fault, thing.fault_params)
