"""Payments that come in on a statement, made as short as the tests that process them."""

from datetime import date
from typing import Any

import coda
from dossiers.models import Dossier, LedgerAccount
from financial.importing import import_statement
from financial.models import CodingRule, Journal, StatementLine

OGM = "+++202/6004/18003+++"
ZEEWINKEL = "BE43068999999501"
DAY = date(2026, 11, 2)


def paid(journal: Journal, amount: str, *, number: int = 1, day: date = DAY, **said: Any) -> StatementLine:
    """A statement with one movement by Stad Zeewinkel unless said otherwise, imported; its code is 0 01 50 000."""
    told = {"name": "Stad Zeewinkel", "iban": ZEEWINKEL, "family": "01", "transaction": "50"} | said
    source = coda.build(journal.iban, date=day, old_balance=0, number=number).movement(amount, **told).statement()
    return import_statement(journal=journal, source=source).statement.lines.get()


def fresh(line: StatementLine) -> StatementLine:
    return StatementLine.objects.get(pk=line.pk)


def ledger(dossier: Dossier, number: str, name: str = "") -> LedgerAccount:
    return LedgerAccount.objects.get_or_create(dossier=dossier, number=number, defaults={"name": name or number})[0]


def rule(dossier: Dossier, number: str = "657000", **fields: Any) -> CodingRule:
    """A rule of every bank account for 01 50 000 that books on a ledger account; not saved."""
    given = {"family": "01", "transaction": "50", "account_type": "ledger"} | fields
    return CodingRule(dossier=dossier, ledger_account=ledger(dossier, number), **given)


def default_rule(dossier: Dossier, number: str = "499999", **fields: Any) -> CodingRule:
    """The default posting, saved."""
    found = rule(dossier, number, family="00", transaction="00", **fields)
    found.save()
    return found
