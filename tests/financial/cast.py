"""Names the tests of the Financial tab share."""

from collections.abc import Callable
from datetime import date

from financial.models import BookedTransaction, StatementLine

TODAY = date(2026, 11, 20)
"""A Friday."""
Book = Callable[..., BookedTransaction]
Receive = Callable[..., StatementLine]
