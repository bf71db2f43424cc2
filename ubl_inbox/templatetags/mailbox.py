"""Words of the mailbox."""

from django import template

from ubl_inbox import queries
from ubl_inbox.models import Document

register = template.Library()


@register.filter
def warning(document: Document) -> str:
    """The one thing a row of the list warns about; '' when there is none."""
    return queries.warning(document)
