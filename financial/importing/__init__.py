"""A CODA statement becomes a statement of a journal: exactly once, and complete or not at all.

Identity: journal + year of the new balance + number. The same number in the same year adds its lines to the statement
when it continues from it, or comes beside it as `001-2` once lines were transferred; the same content is recognised
and changes nothing. The same number in another year is another statement.
"""

from financial.importing.identity import balance_date, content_digest
from financial.importing.refusal import ImportRefused
from financial.importing.statements import Imported, import_statement

__all__ = [
    "ImportRefused",
    "Imported",
    "balance_date",
    "content_digest",
    "import_statement",
]
