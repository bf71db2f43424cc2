"""Look-up tables over a dossier, built once; a line then costs a few look-ups.

Amounts are counted in thousandths, as integers. Items and relations are named by their place in the input.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from financial.matching.model import OpenItem, Relation
from financial.matching.text import account_key, count_digits, digits_of, name_words, number_parts, plain_ogm, plain_rf

SHORTEST_NUMBER = 4
"""Digits a number needs to be looked for in every text; shorter ones say something behind a word for an invoice."""
SURE_NUMBER = 6
"""Digits that make a number sure of itself, whatever stands around it."""
COMMON_WORD = 4
"""A word that more relations than this have in their name (a trade, a family name) tells none of them apart."""
ROLES = 4
EURO = "EUR"
_LETTERS = re.compile(r"[A-Z]+")


DOCUMENT = 0
"""The role of the number the payer knows: ours for a customer, theirs for a supplier."""
OTHER_DOCUMENT = 1
"""The role of the number the payer seldom knows."""
RELATION = 2
"""The role of a customer or supplier number. In the index a number is of `code = place * ROLES + role`."""
_THOUSAND = Decimal(1000)
K = TypeVar("K", int, str)
NOTHING: list[int] = []


def mills(amount: Decimal) -> int:
    """An amount in thousandths."""
    return int(amount * _THOUSAND)


def money(amount: int) -> Decimal:
    """Thousandths as an amount with two decimals, three when it needs them."""
    return Decimal(amount).scaleb(-3) if amount % 10 else Decimal(amount // 10).scaleb(-2)


class Register(Generic[K]):
    """Places by key, in the order in which they were added. A key with one place, as most are, costs no list."""

    __slots__ = ("_places",)

    def __init__(self) -> None:
        self._places: dict[K, int | list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._places)

    def add(self, key: K, place: int) -> None:
        """One more place under a key."""
        places = self._places
        if key not in places:
            places[key] = place
            return
        known = places[key]
        if isinstance(known, list):
            known.append(place)
        elif known != place:
            places[key] = [known, place]

    def find(self, key: K) -> list[int]:
        """The places under a key; not to be changed."""
        found = self._places.get(key)
        if found is None:
            return NOTHING
        return [found] if isinstance(found, int) else found


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
        self.accounts: Register[str] = Register()
        self.old_accounts: Register[str] = Register()
        self.items = tuple(open_items)
        self.items_of: list[list[int]] = []
        self.owners = array("l")
        self.opens = array("q")
        self.currencies: dict[int, str] = {}
        self.discounts: dict[int, int] = {}
        self.ogms: Register[str] = Register()
        self.rfs: Register[str] = Register()
        self.amounts: Register[int] = Register()
        self.numbers: Register[str] = Register()
        self.few_digits: Register[str] = Register()
        self.number_lengths: set[int] = set()
        self.number_starts: set[str] = set()
        self.joints: set[str] = {""}
        self._bearers: Counter[str] = Counter()
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
            self._add_number(relation.number, place * ROLES + RELATION)
        for written in relation.ibans:
            if key := account_key(written):
                register = self.old_accounts if written[:1].isdigit() else self.accounts
                if place not in register.find(key):
                    register.add(key, place)
        return place

    def owners_of(self, account: str) -> list[int]:
        """The relations known by an account: those that have it as an IBAN, else those that have it in the old form."""
        return self.accounts.find(account) or (self.old_accounts.find(account) if self.old_accounts else NOTHING)

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
        self.amounts.add(amount, place)
        if item.discount:
            self.discounts[place] = discount = mills(item.discount) if amount > 0 else -mills(item.discount)
            self.amounts.add(amount - discount, place)
        if item.ogm and (ogm := plain_ogm(item.ogm)):
            self.ogms.add(ogm, place)
        if item.rf and (rf := plain_rf(item.rf)):
            self.rfs.add(rf, place)
        ours = item.kind == "customer"
        self._add_number(item.document, place * ROLES + (DOCUMENT if ours else OTHER_DOCUMENT))
        if item.external_document:
            self._add_number(item.external_document, place * ROLES + (OTHER_DOCUMENT if ours else DOCUMENT))

    def age(self, item: int) -> tuple[date, str, str]:
        """What puts items in an order that does not depend on that of the input: the oldest first."""
        known = self.items[item]
        return known.date or date.max, known.document, known.relation

    def tells_apart(self, word: str) -> bool:
        """Whether few relations have this word in their name. The words are counted when first asked for."""
        if not self._bearers:
            self._bearers.update(word for relation in self.relations for word in name_words(relation.name))
        return self._bearers[word] <= COMMON_WORD

    def currency_of(self, item: int) -> str:
        """The currency of an item."""
        return self.currencies.get(item, EURO) if self.currencies else EURO

    def in_currency(self, items: list[int], currency: str) -> list[int]:
        """Those of the items that are in this currency."""
        if not self.currencies and currency == EURO:
            return items
        return [item for item in items if self.currencies.get(item, EURO) == currency]

    def _add_digits(self, exact: str, code: int) -> None:
        """A number with letters within, as it is written without them."""
        digits = digits_of(exact)
        if len(digits) >= SURE_NUMBER:
            self.numbers.add(digits, code)
            self.number_lengths.add(len(digits))
            self.number_starts.add(digits[:SHORTEST_NUMBER])

    def _add_number(self, number: str, code: int) -> None:
        _, exact, loose = number_parts(number)
        digits = len(exact) if exact.isdigit() else count_digits(exact)
        if digits >= SHORTEST_NUMBER:
            self.numbers.add(exact, code)
            self.number_lengths.add(len(exact))
            self.number_starts.add(exact[:SHORTEST_NUMBER])
            if digits != len(exact):
                self.joints.update(_LETTERS.findall(exact))
                self._add_digits(exact, code)
            if exact == loose:
                return
            lost = len(exact) + loose.count("|") - len(loose)
            if code % ROLES != OTHER_DOCUMENT and digits - lost >= SHORTEST_NUMBER:
                self.numbers.add(loose, code)
                self.number_lengths.add(len(loose))
                self.number_starts.add(loose.replace("|", "")[:SHORTEST_NUMBER])
        elif digits and code % ROLES == DOCUMENT:
            self.few_digits.add(loose, code // ROLES)
