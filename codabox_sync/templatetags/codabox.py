"""Faults and reasons in words."""

from django import template

from codabox_sync import queries
from codabox_sync.connections.models import Connection
from codabox_sync.models import Feed, ReceivedFile
from codabox_sync.reasons import reason_text

register = template.Library()


@register.filter
def why(thing: Connection | Feed | ReceivedFile | None) -> str:
    """Why a connection or feed fails, or a file waits; '' when all is well."""
    if thing is None:
        return ""
    if isinstance(thing, ReceivedFile):
        return reason_text(thing.reason, thing.reason_params)
    return reason_text(thing.fault, thing.fault_params)


@register.filter
def model_name(file: ReceivedFile) -> str:
    """What kind of document it is; CodaBox's own word for one we do not know."""
    return queries.model_name(file)
