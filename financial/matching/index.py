"""Look-up tables over a dossier, built once; a line then costs a few look-ups.

Amounts are counted in thousandths, as integers. Items and relations are named by their place in the input.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum

from financial.matching.model import OpenItem, Relation
from financial.matching.text import account_key, count_digits, number_key, plain_ogm, plain_rf

SHORTEST_NUMBER = 4
"""Digits a number needs to be looked for in a text; shorter ones only break ties."""
ROLES = 4
EURO = "EUR"
_LETTERS = re.compile(r"[A-Z]+")


class Role(IntEnum):
    """What a number in the index is of: `code = place * ROLES + role`."""

    DOCUMENT = 0
    """The number the payer knows: ours for a customer, theirs for a supplier."""
    OTHER_DOCUMENT = 1
    """The number the payer seldom knows."""
    RELATION = 2


def mills(amount: Decimal) -> int:
    """An amount in thousandths."""
    return int(amount.scaleb(3))


def money(amount: int) -> Decimal:
    """Thousandths as an amount with two decimals, three when it needs them."""
    return Decimal(amount).scaleb(-3) if amount % 10 else Decimal(amount // 10).scaleb(-2)


class Index:
    """What a dossier knows, by everything a bank line may mention. Never changes once built."""

    def __init__(
        self,
        own_accounts: Iterable[str],
        relations: Iterable[Relation],
        open_items: Iterable[OpenItem],
        ruled: Iterable[Relation] = (),
    ) -> None:
        self.own_accounts = frozenset(filter(None, map(account_key, own_accounts)))
        self.relations: list[Relation] = []
        self.places: dict[tuple[str, str], int] = {}
        self.accounts: dict[str, list[int]] = {}
        self.items = tuple(open_items)
        self.items_of: list[list[int]] = []
        self.owners = array("l")
        self.opens = array("q")
        self.currencies: dict[int, str] = {}
        self.discounts: dict[int, int] = {}
        self.ogms: dict[str, list[int]] = {}
        self.rfs: dict[str, list[int]] = {}
        self.amounts: dict[int, list[int]] = {}
        self.numbers: dict[str, list[int]] = {}
        self.longest_number = 0
        self.number_starts: set[str] = set()
        self.joints: set[str] = {""}
        for relation in (*relations, *ruled):
            self._add_relation(relation)
        for place, item in enumerate(self.items):
            self._add_item(place, item)

    def _add_relation(self, relation: Relation) -> int:
        place = self.places.get((relation.kind, relation.number))
        if place is None:
            place = self.places[relation.kind, relation.number] = len(self.relations)
            self.relations.append(relation)
            self.items_of.append([])
            self._add_number(relation.number, place * ROLES + Role.RELATION)
        for key in filter(None, map(account_key, relation.ibans)):
            owners = self.accounts.setdefault(key, [])
            if place not in owners:
                owners.append(place)
        return place

    def _add_item(self, place: int, item: OpenItem) -> None:
        owner = self.places.get((item.kind, item.relation))
        if owner is None:
            owner = self._add_relation(Relation(item.kind, item.relation))
        self.owners.append(owner)
        self.items_of[owner].append(place)
        amount = mills(item.open)
        self.opens.append(amount)
        if item.currency != EURO:
            self.currencies[place] = item.currency
        self.amounts.setdefault(amount, []).append(place)
        if item.discount:
            self.discounts[place] = discount = mills(item.discount) if amount > 0 else -mills(item.discount)
            self.amounts.setdefault(amount - discount, []).append(place)
        if item.ogm and (ogm := plain_ogm(item.ogm)):
            self.ogms.setdefault(ogm, []).append(place)
        if item.rf and (rf := plain_rf(item.rf)):
            self.rfs.setdefault(rf, []).append(place)
        ours = item.kind == "customer"
        self._add_number(item.document, place * ROLES + (Role.DOCUMENT if ours else Role.OTHER_DOCUMENT))
        if item.external_document:
            self._add_number(item.external_document, place * ROLES + (Role.OTHER_DOCUMENT if ours else Role.DOCUMENT))

    def in_currency(self, items: list[int], currency: str) -> list[int]:
        """Those of the items that are in this currency."""
        if not self.currencies and currency == EURO:
            return items
        return [item for item in items if self.currencies.get(item, EURO) == currency]

    def _add_number(self, number: str, code: int) -> None:
        _, exact, loose = number_key(number)
        if len(exact) > self.longest_number:
            self.longest_number = len(exact)
        digits = count_digits(exact)
        if digits >= SHORTEST_NUMBER:
            self.numbers.setdefault(exact, []).append(code)
            self.number_starts.add(exact[:SHORTEST_NUMBER])
            if digits != len(exact):
                self.joints.update(_LETTERS.findall(exact))
            lost = len(exact) + loose.count("|") - len(loose)
            if exact != loose and code % ROLES != Role.OTHER_DOCUMENT and digits - lost >= SHORTEST_NUMBER:
                self.numbers.setdefault(loose, []).append(code)
                self.number_starts.add(loose.replace("|", "")[:SHORTEST_NUMBER])
