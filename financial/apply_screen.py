"""Posten vereffenen: what stands open, what a person ticked and typed, and what that adds up to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dossiers.models import Dossier, LedgerAccount
from financial.amounts import parse_amount
from financial.models import StatementLine
from financial.placing import ItemShare, Split
from financial.wording_lines import CANDIDATE_WORDS
from offices.templatetags.afpunt import amount

SPLIT_ROWS = 3
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One row of the split over ledger accounts, as typed."""

    number: int
    account: str = ""
    amount: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says: ticked items with amounts as typed, discounts taken, splits, costs."""

    items: dict[int, str]
    discounts: frozenset[int]
    splits: list[SplitRow]
    costs: str = ""
    cost_account: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> "Typed":
        """Reads the form; what is not a key is left out."""
        keys = [int(key) for key in data.getlist("item") if key.isdigit()]
        return cls(
            items={key: data.get(f"amount-{key}", "") for key in keys},
            discounts=frozenset(int(key) for key in data.getlist("discount") if key.isdigit()),
            splits=[
                SplitRow(n, *(data.get(f"split-{name}-{n}", "") for name in ("account", "amount", "text")))
                for n in range(1, SPLIT_ROWS + 1)
            ],
            costs=data.get("costs", ""),
            cost_account=data.get("cost_account", ""),
        )

    @classmethod
    def from_line(cls, line: StatementLine) -> "Typed":
        """What the line has now."""
        made = list(line.allocations.all())
        splits = [
            SplitRow(n, split.ledger_account.number, amount(split.amount), split.description)
            for n, split in enumerate(line.splits.all(), start=1)
        ]
        rows = [*splits, *(SplitRow(n) for n in range(len(splits) + 1, max(SPLIT_ROWS, len(splits)) + 1))]
        return cls(
            items={a.open_item_id: amount(a.amount) for a in made},
            discounts=frozenset(a.open_item_id for a in made if a.discount),
            splits=rows,
            costs=amount(line.costs) if line.costs else "",
            cost_account=line.cost_account.number if line.cost_account else "",
        )


@dataclass(frozen=True, slots=True)
class ApplyRow:
    """An open item as a row. `late` is the discount that can no longer be taken."""

    pk: int
    item: Any
    left: Decimal
    discount: Decimal
    late: bool
    used_by: tuple[str, ...]
    fact: str | Promise
    chosen: bool
    with_discount: bool
    typed: str

    @property
    def suggested(self) -> Decimal:
        """What settles it wholly: less the discount, when that is given."""
        given = self.discount if self.with_discount else ZERO
        return self.left - (given if self.left > 0 else -given)


@dataclass(slots=True)
class Read:
    """The form as amounts; `faults` in words."""

    items: list[ItemShare] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    costs: Decimal = ZERO
    cost_account: LedgerAccount | None = None
    faults: list[str] = field(default_factory=list)


def read(dossier: Dossier, rows: Iterable[ApplyRow], typed: Typed) -> Read:
    """What is asked of the service. An amount that was left empty is what settles the item."""
    found = Read()
    for row in (row for row in rows if row.chosen):
        value = row.suggested if not row.typed.strip() else parse_amount(row.typed)
        if value is None:
            found.faults.append(_("%(document)s: write an amount such as 1.204,50.") % {"document": row.item.document})
            continue
        discount = row.discount if row.with_discount else ZERO
        found.items.append(ItemShare(open_item_id=row.pk, amount=value, discount=discount, late=row.late))
    for split in typed.splits:
        if split.account.strip() or split.amount.strip():
            _read_split(dossier, split, found)
    if typed.costs.strip():
        found.costs = _amount_or_fault(typed.costs, found)
        found.cost_account = _account_or_fault(dossier, typed.cost_account, found)
    return found


def _read_split(dossier: Dossier, split: SplitRow, found: Read) -> None:
    value = _amount_or_fault(split.amount, found)
    account = _account_or_fault(dossier, split.account, found)
    if account is not None and value:
        found.splits.append(Split(ledger_account_id=account.pk, amount=value, description=split.description.strip()))


def _amount_or_fault(text: str, found: Read) -> Decimal:
    value = parse_amount(text)
    if value is None:
        found.faults.append(_("“%(text)s” is not an amount: write for example 1.204,50.") % {"text": text})
    return value or ZERO


def _account_or_fault(dossier: Dossier, text: str, found: Read) -> LedgerAccount | None:
    number = text.strip().split(" ")[0]
    account = LedgerAccount.objects.filter(dossier=dossier, number=number).first()
    if account is None:
        found.faults.append(_("The books have no ledger account “%(text)s”.") % {"text": text})
    return account


def candidate_fact(line: StatementLine, relation: str, document: str) -> str:
    """Why a run pointed at an item; empty when it did not."""
    for candidate in line.candidates:
        if (candidate["relation"], candidate["document"]) == (relation, document):
            return CANDIDATE_WORDS[candidate["why"]]() if candidate["why"] in CANDIDATE_WORDS else ""
    return ""
