"""A line's lower half in words and amounts: what a `LineChange` keeps of before and after."""

from decimal import Decimal
from typing import Any

from financial.models import StatementLine


def snapshot(line: StatementLine) -> dict[str, Any]:
    """What the line says now. Costs no query when its accounts, allocations with items, and splits are prefetched."""
    account = line.relation or line.ledger_account
    return {
        "status": line.status,
        "account_type": line.account_type,
        "account": account.number if account else "",
        "name": account.name if account else "",
        "document_type": line.document_type,
        "description": line.description,
        "applied": _text(line.applied),
        "review": line.review,
        "confirmed": line.confirmed_at is not None,
        "set_by": line.set_by,
        "costs": _text(line.costs),
        "cost_account": line.cost_account.number if line.cost_account else "",
        "allocations": [
            {"document": a.open_item.document, "amount": _text(a.amount), "discount": _text(a.discount)}
            for a in line.allocations.all()
        ],
        "splits": [
            {"account": s.ledger_account.number, "amount": _text(s.amount), "description": s.description}
            for s in line.splits.all()
        ],
    }


BLANK: dict[str, Any] = {
    **dict.fromkeys(("status", "account_type", "account", "name", "document_type", "description", "cost_account"), ""),
    **dict.fromkeys(("applied", "costs"), "0.000"),
    "review": False,
    "confirmed": False,
    "set_by": "",
    "allocations": [],
    "splits": [],
}
"""What `snapshot` says of a line that was emptied."""
EMPTIED: dict[str, Any] = {
    "status": "",
    "account_type": "",
    "relation": None,
    "ledger_account": None,
    "document_type": "",
    "step": "",
    "confidence": "",
    "review": False,
    "applied": Decimal("0.000"),
    "evidence": [],
    "candidates": [],
    "description": "",
    "costs": Decimal("0.000"),
    "cost_account": None,
    "run": None,
    "confirmed_at": None,
    "set_by": StatementLine.SetBy.HAND,
}
"""The lower half of a line that a person set back to blank. Blank and set by hand: the hourly job leaves it to that
person; who processes the statement does not."""
SNAPSHOT_ROWS = ("allocations__open_item", "splits__ledger_account")
"""What to prefetch before many snapshots; and `SNAPSHOT_ACCOUNTS` to select with the lines."""
SNAPSHOT_ACCOUNTS = ("relation", "ledger_account", "cost_account")


def _text(amount: Decimal) -> str:
    """Three decimals, as the database gives it, also for an amount that was not read from there."""
    return str(Decimal(amount).quantize(Decimal("0.001")))
