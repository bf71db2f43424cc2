"""One run: every blank line of the input, from its coding rule through the search chain to the default posting.

All lines go through the chain together, in rounds: what a reference names is settled before what a number names, and
that before anything is settled on an account or an amount. Within a round the lines come by date, then as given.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter

from financial.matching.amount import by_amount, by_broken_ogm
from financial.matching.index import Index, mills
from financial.matching.model import (
    ZERO,
    Case,
    CodingRule,
    Evidence,
    Kind,
    Line,
    LineId,
    OpenItem,
    Relation,
    Result,
    Settings,
    Step,
)
from financial.matching.named import (
    by_document,
    by_end_to_end,
    by_few_digits,
    by_fitting_document,
    by_ogm,
    by_rf,
    by_short_number,
)
from financial.matching.party import (
    by_account,
    by_masked_number,
    by_party_number,
    by_rule,
    by_sum,
    finish_party,
)
from financial.matching.remaining import Remaining
from financial.matching.reversal import is_reversal, pair_reversals
from financial.matching.rules import RuleBook
from financial.matching.search import Search, document_type
from financial.matching.text import account_key
from financial.matching.tree import Group, Tree

ChainStep = Callable[[Search, Remaining], bool]
_REFERENCES: tuple[ChainStep, ...] = (by_ogm, by_rf, by_end_to_end)
_FITTING: tuple[ChainStep, ...] = (by_fitting_document,)
_DOCUMENTS: tuple[ChainStep, ...] = (by_document, by_short_number, by_few_digits)
_PARTIES: tuple[ChainStep, ...] = (by_rule, by_party_number, by_account, by_broken_ogm)
_MASKED: tuple[ChainStep, ...] = (by_masked_number,)
"""The chain, in the rounds in which all lines go through it."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Holds back the garbage collector: a run makes many objects, drops hardly any and makes no cycles, so walking
    them again and again costs a third of the time and frees nothing. Afterwards they count as old: frozen and unfrozen
    again, unless the program keeps frozen objects of its own, they are not walked at once either."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


class Matcher:
    """A dossier, ready to match statements. Building costs one pass over it; matching changes nothing in it."""

    def __init__(
        self,
        *,
        own_accounts: Iterable[str] = (),
        relations: Iterable[Relation] = (),
        open_items: Iterable[OpenItem] = (),
        coding_rules: Iterable[CodingRule] = (),
        settings: Settings | None = None,
    ) -> None:
        self.rules = RuleBook(coding_rules)
        with collector_paused():
            self.index = Index(own_accounts, relations, open_items, self.rules.relations)
        self.settings = settings or Settings()

    @property
    def default_rule(self) -> CodingRule | None:
        """The rule of the default posting; without it lines stay blank although the settings ask for one."""
        return self.rules.default

    def match(self, lines: Sequence[Line]) -> list[Result]:
        """One result per line, in their order. Every call starts from the full open amounts."""
        with collector_paused():
            return _Run(self, lines).results()


def match(case: Case) -> list[Result]:
    """Matches a whole case; the same input always gives the same output."""
    matcher = Matcher(
        own_accounts=case.own_accounts,
        relations=case.relations,
        open_items=case.open_items,
        coding_rules=case.coding_rules,
        settings=case.settings,
    )
    return matcher.match(case.lines)


class _Run:
    """The state of one run. `done` holds the results so far; a line that is not in it, or blank in it, is open."""

    def __init__(self, matcher: Matcher, lines: Sequence[Line]) -> None:
        self.rules, self.index, self.settings = matcher.rules, matcher.index, matcher.settings
        self.lines = lines
        self.tree = Tree(lines)
        self.remaining = Remaining(matcher.index)
        self.done: dict[LineId, Result] = {line.id: Result(line.id, line.status) for line in lines if line.status}

    def results(self) -> list[Result]:
        """Runs, and gives the results in the order of the lines."""
        self._place(self.tree.plan(self.rules))
        groups = list(self.tree.groups.values())
        for height in sorted({group.height for group in groups if group.fallback}):
            self._fall_back([group for group in groups if group.fallback and group.height == height])
        for group in groups:
            self._close(group)
        if self.settings.default_posting and self.rules.default is not None:
            for line in self.tree.roots:
                self._post_default(line)
        return [self.done.get(line.id) or Result(line.id) for line in self.lines]

    def _fall_back(self, groups: list[Group]) -> None:
        """Tries the whole of what has nothing placed below it; the innermost groups come first."""
        self._place([g.line for g in groups if not any(map(self._is_placed, self.tree.below(g.line)))])

    def _is_placed(self, line: Line) -> bool:
        result = self.done.get(line.id)
        return result is not None and result.status != ""

    def _place(self, lines: list[Line]) -> None:
        """Rules first, transfers and reversals next, the chain for the rest."""
        lines = sorted(lines, key=attrgetter("date"))
        amounts = [mills(line.amount) for line in lines]
        pairs = pair_reversals(lines, amounts)
        waiting: list[Search] = []
        chosen: list[Search] = []
        for line, amount in zip(lines, amounts, strict=True):
            search = self._search_for(line, amount)
            if search is None:
                continue
            if line.id in pairs:
                self._reverse(search, pairs[line.id])
            else:
                self._try(_REFERENCES, search, waiting, chosen)
        self._walk(waiting, chosen)

    def _search_for(self, line: Line, amount: int) -> Search | None:
        """What a line looks for; None when a rule or the other account has placed it, or nothing can."""
        rule = self.rules.for_line(line)
        kinds: tuple[Kind, ...] = ()
        only = None
        if rule is not None and rule.type == "ledger":
            self.done[line.id] = _on_account(line, rule, "rule")
            return None
        account = account_key(line.counterparty_account)
        if not amount:
            return None
        if account in self.index.own_accounts:
            self.done[line.id] = self._internal(line)
            return None
        if rule is not None and (rule.type == "customer" or rule.type == "supplier"):
            kinds = (rule.type,)
            only = self.index.places.get((rule.type, rule.number)) if rule.number else None
        return Search(line, self.index, kinds, only, amount, account)

    def _internal(self, line: Line) -> Result:
        """A transfer between own accounts: never a payment of an invoice."""
        number = self.settings.internal_transfer_account
        return Result(
            line.id,
            status="partly" if number else "",
            account_type="ledger" if number else "",
            account=number,
            step="internal_transfer",
            confidence="certain",
            amount=line.amount if number else ZERO,
            applied=line.amount if number else ZERO,
            evidence=(Evidence("own_account", line.counterparty_account, "counterparty_account"),),
        )

    def _reverse(self, search: Search, other: Line) -> None:
        """A payment that came back, or the coming back: the relation of either, and nothing settled."""
        evidence = (Evidence("reversal", str(other.id), "lines"),)
        line = search.line
        payment = other if is_reversal(line) else line
        found = self._party_of(
            Search(
                payment, self.index, (), search.only, mills(payment.amount), account_key(payment.counterparty_account)
            )
        )
        if found is None or (found.account_type != "customer" and found.account_type != "supplier"):
            self.done[line.id] = Result(line.id, step="reversal", evidence=evidence)
            return
        self.done[line.id] = Result(
            line.id,
            status="partly",
            account_type=found.account_type,
            account=found.account,
            document_type=document_type(found.account_type, search.amount),
            step="reversal",
            confidence="probable",
            amount=line.amount,
            evidence=(*evidence, *found.evidence[:1]),
        )

    def _party_of(self, search: Search) -> Result | None:
        """What the chain would say of a line alone, without touching what is left of the items."""
        alone = Remaining(self.index)
        if any(step(search, alone) for step in (*_REFERENCES, *_FITTING, *_DOCUMENTS, *_PARTIES)):
            finish_party(search, alone)
        return search.result

    def _walk(self, waiting: list[Search], chosen: list[Search]) -> None:
        """The rest of the chain, round by round over all lines; sums after the relations; the amount comes last."""
        for steps in (_FITTING, _DOCUMENTS, _PARTIES):
            waiting = self._round(steps, waiting, chosen)
        self._finish(chosen)
        chosen = []
        waiting = self._round(_MASKED, waiting, chosen)
        self._finish(chosen)
        apply = self.settings.amount_step == "apply"
        rivals = Counter((search.amount, search.line.currency) for search in waiting)
        for search in waiting:
            contested = rivals[search.amount, search.line.currency] > 1
            by_amount(search, self.remaining, apply=apply, contested=contested)
            self.done[search.line.id] = search.result or search.blank()

    def _round(self, steps: tuple[ChainStep, ...], waiting: list[Search], chosen: list[Search]) -> list[Search]:
        """One round: gives the lines that still wait, adds to `chosen` those of which only the relation is known.
        Empties `waiting` as it goes, so that what a settled line has read is dropped at once."""
        still: list[Search] = []
        waiting.reverse()
        while waiting:
            self._try(steps, waiting.pop(), still, chosen)
        return still

    def _try(self, steps: tuple[ChainStep, ...], search: Search, waiting: list[Search], chosen: list[Search]) -> None:
        """One line in one round: settled, or added to what waits or to what knows its relation only."""
        for step in steps:
            if step(search, self.remaining):
                break
        else:
            waiting.append(search)
            return
        if search.result is None:
            chosen.append(search)
        else:
            self.done[search.line.id] = search.result

    def _finish(self, chosen: list[Search]) -> None:
        """Sums of items for lines whose relation is known; the relation alone for what is left of them."""
        for search in chosen:
            by_sum(search, self.remaining)
        for search in chosen:
            if search.result is None:
                finish_party(search, self.remaining)
            self.done[search.line.id] = search.result or search.blank()

    def _close(self, group: Group) -> None:
        """What follows for the rest of a group once some of it is placed."""
        line = group.line
        if self._is_placed(line):
            if self.done[line.id].status != "indirect":
                self._make_indirect(line)
        elif not group.whole and all(map(self._is_placed, group.details)) and _add_up(group):
            evidence = (Evidence("details", str(len(group.details)), "lines"),)
            self.done[line.id] = Result(line.id, status="indirect", evidence=evidence)

    def _make_indirect(self, line: Line) -> None:
        """The details of a line that is placed as a whole."""
        for detail in self.tree.below(line):
            if not self._is_placed(detail):
                evidence = (Evidence("whole", str(line.id), "lines"),)
                self.done[detail.id] = Result(detail.id, status="indirect", evidence=evidence)

    def _post_default(self, line: Line) -> None:
        """Gives what is still blank to the default account: the line, or those of its details that are left."""
        group = self.tree.groups.get(line.id)
        if self._is_placed(line) and (group is None or group.whole):
            return
        rule = self.rules.default_for(line)
        as_whole = group is None or group.whole
        if not as_whole and not self._is_placed(line) and rule is not None and rule.level == "global":
            as_whole = not any(map(self._is_placed, self.tree.below(line)))
        if as_whole:
            if rule is not None:
                self.done[line.id] = _on_account(line, rule, "default", self.done.get(line.id))
                self._make_indirect(line)
        elif group is not None:
            for detail in group.details:
                self._post_default(detail)
            self._close(group)


def _add_up(group: Group) -> bool:
    return sum(detail.amount for detail in group.details) == group.line.amount


def _on_account(line: Line, rule: CodingRule, step: Step, before: Result | None = None) -> Result:
    """A line on the account of a rule. A ledger account takes all of it; a relation takes it without items."""
    ledger = rule.type == "ledger"
    kind = rule.type
    return Result(
        line.id,
        status="partly",
        account_type=kind,
        account=rule.number,
        document_type=document_type(kind, 1 if line.amount > 0 else -1) if kind in ("customer", "supplier") else "",
        step=step,
        confidence="certain" if step == "rule" else "",
        amount=line.amount,
        applied=line.amount if ledger else ZERO,
        candidates=before.candidates if before else (),
        evidence=(Evidence(step, rule.number, "coding_rules"), *(before.evidence if before else ())),
    )
