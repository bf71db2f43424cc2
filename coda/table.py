"""A statement as lines of text for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from coda.codes import label
from coda.model import Balance, Statement
from coda.movements import Movement

WORDS = {
    "en": ("old balance", "new balance", "no movement", "duplicate", "statement"),
    "nl": ("oud saldo", "nieuw saldo", "geen verrichting", "duplicaat", "uittreksel"),
    "fr": ("ancien solde", "nouveau solde", "aucun mouvement", "duplicata", "extrait"),
}
NAME_WIDTH = 26


def statement_lines(statement: Statement, lang: str = "en") -> Iterator[str]:
    """Account, balances, one line per movement (details indented), messages."""
    old, new, nothing, duplicate, title = WORDS[lang]
    account = statement.account
    number = account.iban or account.number or "?"
    parts = [number, account.currency or "", statement.holder or "", f"{title} {statement.coda_number or '?'}"]
    yield "  ".join([*filter(None, parts), *([duplicate] if statement.duplicate else [])])
    yield _balance_line(old, statement.old_balance)
    depths: dict[int, int] = {}
    for movement in statement.movements:
        depths[movement.line] = depths.get(movement.parent, -1) + 1 if movement.parent is not None else 0
        yield _movement_line(movement, depths[movement.line], lang)
    if not statement.movements:
        yield f"  {nothing}"
    if statement.new_balance is not None:
        yield _balance_line(new, statement.new_balance)
    for message in statement.messages:
        yield f"  » {message.text}"


def _amount(amount: Decimal) -> str:
    """Two decimals, or the third where it is not zero."""
    text = f"{amount:,.3f}"
    return text.removesuffix("0")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _balance_line(name: str, balance: Balance) -> str:
    return f"{_day(balance.date):<10}  {_amount(balance.amount):>16}  {name}"


def _movement_line(movement: Movement, depth: int, lang: str) -> str:
    communication, counterparty = movement.communication, movement.counterparty
    who = counterparty.name or counterparty.iban or counterparty.account or ""
    what = communication.ogm or communication.rf or " ".join(communication.text.split())
    kind = label(movement.family, movement.transaction, lang=lang).transaction
    margin = "  " * depth
    columns = (
        f"{_day(movement.entry_date):<10}  {_amount(movement.amount):>16}  {margin}{who[:NAME_WIDTH]:<{NAME_WIDTH}}"
    )
    return f"{columns}  {what or kind}".rstrip()
