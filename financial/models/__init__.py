"""Journals and their statements, what is open in the books, and how one settles the other."""

from financial.models.books import BookedTransaction, OpenItem
from financial.models.journals import Journal
from financial.models.statements import Allocation, Statement, StatementLine, StatementPart

__all__ = ["Allocation", "BookedTransaction", "Journal", "OpenItem", "Statement", "StatementLine", "StatementPart"]
