"""What a person does to a line: choose its account, settle items, accept or undo what a run made of it.

Every service takes the `version` of the line that was seen and gives the line as it is then. It holds the dossier, so
that no item is settled twice, and writes a `LineChange` with before and after. The status is never typed: it follows
from what is placed.
"""

from financial.placing.accepting import accept
from financial.placing.accounts import choose_account, clear, set_description, set_document_type
from financial.placing.bulk import BulkResult, bulk
from financial.placing.changing import changed
from financial.placing.items import ItemShare, Split, apply_items, undo_match
from financial.placing.open_items import OpenEntry, open_items_for

__all__ = [
    "BulkResult",
    "ItemShare",
    "OpenEntry",
    "Split",
    "accept",
    "apply_items",
    "bulk",
    "changed",
    "choose_account",
    "clear",
    "open_items_for",
    "set_description",
    "set_document_type",
    "undo_match",
]
