"""What a placed statement line becomes in the journal. The bank is the balancing account: amounts are minus its own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dossiers.models import Relation
from financial.models import Allocation, JournalLine, StatementLine
from financial.placing.accounts import Account, document_type_of, type_of
from financial.processing.description import LENGTH

_ZERO = Decimal(0)
_Settled = dict[Relation, list[Allocation]]


def journal_lines(line: StatementLine) -> Iterator[JournalLine]:
    """The journal lines of a placed line, without number and transfer; together minus the amount of the line.

    The party bears what the line closes with it (with the costs a card company kept, and what is not settled yet);
    other relations whose items it settles, the costs and every split have lines of their own. Discounts and
    surcharges given back stand in `applies_to`: the books post them on the accounts of the relation's posting group.
    """
    if not line.amount:
        return
    settled = _settled(line)
    given = sum((split.amount for split in line.splits.all()), _ZERO)
    whole = line.amount + line.costs
    rest = whole - given - sum((made.amount for parts in settled.values() for made in parts), _ZERO)
    yield from _party_lines(line, settled, rest)
    for split in line.splits.all():
        yield _line(line, split.ledger_account, -split.amount, description=split.description)
    if line.costs and line.cost_account:
        yield _line(line, line.cost_account, line.costs)


def _settled(line: StatementLine) -> _Settled:
    found: _Settled = {}
    for made in line.allocations.all():
        found.setdefault(made.open_item.relation, []).append(made)
    return found


def _party_lines(line: StatementLine, settled: _Settled, rest: Decimal) -> Iterator[JournalLine]:
    account = line.relation or line.ledger_account
    if account is not None:
        mine = settled.get(account, []) if isinstance(account, Relation) else []
        yield from _with_items(line, account, mine, rest)
    for relation, parts in settled.items():
        if relation != line.relation:
            yield from _with_items(line, relation, parts, _ZERO)


def _with_items(line: StatementLine, account: Account, parts: list[Allocation], rest: Decimal) -> Iterator[JournalLine]:
    """One line; none when nothing moves and nothing is closed."""
    amount = rest + sum((made.amount for made in parts), _ZERO)
    if not amount and not parts:
        return
    written = _line(line, account, -amount)
    written.applies_to = [_applied(made) for made in parts]
    if account == line.relation:
        written.document_type = line.document_type
    elif amount * line.amount > 0:
        written.document_type = document_type_of(line, account)
    yield written


def _line(line: StatementLine, account: Account, amount: Decimal, description: str = "") -> JournalLine:
    return JournalLine(
        line=line,
        posting_date=line.entry_date,
        document_number=line.document_number,
        description=(description or line.description)[:LENGTH],
        account_type=type_of(account),
        account=account.number,
        amount=amount,
        currency=line.journal.currency,
    )


def _applied(made: Allocation) -> dict[str, Any]:
    """A document that is closed: amount signed as the journal line, discount and surcharge given back positive."""
    item = made.open_item
    given = {"discount": "0.000", "credit_restriction": "0.000"}
    given["credit_restriction" if item.credit_restriction else "discount"] = str(made.discount)
    return {"document": item.document, "external_document": item.external_document, "amount": str(-made.amount)} | given
