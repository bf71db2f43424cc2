"""Journals and their statements, what is open in the books, and how one settles the other."""

from financial.models.books import BookedTransaction, OpenItem
from financial.models.coding import CodingRule, ColumnChoice, ProcessingSettings
from financial.models.journals import Journal
from financial.models.postings import JournalLine, LineChange, SplitPosting, Transfer
from financial.models.runs import ProcessingRun
from financial.models.statements import Allocation, Statement, StatementLine, StatementPart

__all__ = [
    "Allocation",
    "BookedTransaction",
    "CodingRule",
    "ColumnChoice",
    "Journal",
    "JournalLine",
    "LineChange",
    "OpenItem",
    "ProcessingRun",
    "ProcessingSettings",
    "SplitPosting",
    "Statement",
    "StatementLine",
    "StatementPart",
    "Transfer",
]
