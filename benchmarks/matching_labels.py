"""What the scenarios share: who pays, what the payer sees, what a line is labelled with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from benchmarks.matching_dossier import Dossier, Label, Party
from financial.matching import OpenItem
from financial.matching.model import Kind

CENT = Decimal("0.01")


def side(d: Dossier) -> Kind:
    """Customers pay more often than suppliers are paid by hand."""
    return "customer" if d.rng.random() < 0.6 else "supplier"


def shown(item: OpenItem) -> str:
    """The number the payer knows."""
    return item.document if item.kind == "customer" else item.external_document


def pays(scenario: str, party: Party, *items: OpenItem, decidable: bool = True) -> Label:
    """A label: these items, whole."""
    return Label(scenario, party.key, {(i.relation, i.document): i.open for i in items}, decidable)


def latest(items: list[OpenItem]) -> date:
    """The day on which all of the items are known."""
    return max(item.date for item in items if item.date)
