"""One line looking for what it pays: what it says, whom it may concern, and what has been found so far."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from financial.matching.fitting import Share
from financial.matching.index import NOTHING, Index, money
from financial.matching.model import (
    ZERO,
    Allocation,
    Candidate,
    Confidence,
    DocumentType,
    Evidence,
    Kind,
    Line,
    Result,
    Status,
    Step,
)
from financial.matching.numbers import Hit
from financial.matching.text import Text, fold, name_words, read_text, same_name, shared_words

MOST_CANDIDATES = 10
_MONEY_IN: tuple[Kind, ...] = ("customer", "supplier")
_MONEY_OUT: tuple[Kind, ...] = ("supplier", "customer")
_TEXT_OF: dict[str, tuple[int, int | None]] = {
    "": (0, None),
    "101": (0, 12),
    "102": (0, 12),
    "105": (45, 57),
    "107": (18, 48),
    "124": (21, 33),
    "127": (79, 141),
}
"""Where the types of communication carry words of the payer; the others carry none."""
_PARTY_OF = {"107": (0, 12), "127": (44, 79)}
"""Where direct debits carry the number of the mandate."""


class Search:
    """The state of one line during a run. `kinds` in order of preference; `only` when a rule fixes the relation;
    `amount` in thousandths, `account` that of the counterparty as it is looked up."""

    party: int | None = None
    step: Step = ""
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Evidence, ...] = ()
    candidates: dict[int, str] | None = None
    result: Result | None = None
    hits: list[Hit] | None = None
    keep_party = False
    tied = False
    doubtful = False
    late = False
    _owners: list[int] | None = None
    _texts: list[Text] | None = None
    # Defaults stand on the class: most lines change few of them.

    def __init__(
        self, line: Line, index: Index, kinds: tuple[Kind, ...], only: int | None, amount: int, account: str
    ) -> None:
        self.line = line
        self.index = index
        self.amount = amount
        self.kinds = kinds or (_MONEY_IN if amount > 0 else _MONEY_OUT)
        self.only = only
        self.free = only is None and not kinds
        self.account = account

    @property
    def owners(self) -> list[int]:
        """The relations known by the counterparty's account, of the kinds this line may concern."""
        if self._owners is None:
            known = self.index.owners_of(self.account) if self.account else NOTHING
            self._owners = known if self.free else [owner for owner in known if self.concerns(owner)]
        return self._owners

    def concerns(self, owner: int) -> bool:
        """Whether the line may be of this relation."""
        if self.free:
            return True
        if self.only is not None:
            return owner == self.only
        return self.index.relations[owner].kind in self.kinds

    @property
    def is_plain(self) -> bool:
        """A free communication is all that the payer wrote."""
        line = self.line
        return not (line.communication_type or line.information or line.end_to_end_id)

    def texts(self) -> list[Text]:
        """Every text in which the payer may have named something; read when first asked for."""
        if self._texts is None:
            line = self.line
            if self.is_plain:
                self._texts = [read_text("communication", line.communication)] if line.communication else []
            else:
                self._texts = [read_text(where, text) for where, text in self._all_texts()]
        return self._texts

    def _all_texts(self) -> Iterator[tuple[str, str]]:
        line = self.line
        place = _TEXT_OF.get(line.communication_type)
        if place is not None and line.communication:
            yield "communication", line.communication[place[0] : place[1]]
        for text in line.information:
            yield "information", text
        if line.end_to_end_id:
            yield "end_to_end_id", line.end_to_end_id

    def mandate(self) -> str:
        """The mandate or direct debit number, "" when there is none."""
        place = _PARTY_OF.get(self.line.communication_type)
        return fold(self.line.communication[place[0] : place[1]]).strip() if place else ""

    def known_by_account(self, owner: int) -> bool:
        """The counterparty's account is one of this relation."""
        return owner in self.owners

    def strange_account(self, owner: int) -> bool:
        """The counterparty's account is known, of another relation of the same kind, and not of this one."""
        owners, relations = self.owners, self.index.relations
        if not owners or owner in owners:
            return False
        kind = relations[owner].kind
        return any(relations[other].kind == kind for other in owners)

    def known_by_name(self, owner: int) -> bool:
        """The counterparty's name is that of this relation, or has a word of it that few others have. One word is too
        little when either name has other words as well: a first name, a family, a trade."""
        one, other = self.line.counterparty_name, self.index.relations[owner].name
        if not one or not other:
            return False
        if same_name(one, other):
            return True
        shared = shared_words(one, other)
        enough = len(shared) > 1 or shared in (name_words(one), name_words(other))
        return enough and any(map(self.index.tells_apart, shared))

    def same_name(self, owner: int) -> bool:
        """The counterparty's name is that of this relation."""
        return same_name(self.line.counterparty_name, self.index.relations[owner].name)

    def other_name(self, owner: int) -> bool:
        """Both names are given and have nothing in common that would tell."""
        both = self.line.counterparty_name and self.index.relations[owner].name
        return bool(both) and not self.known_by_name(owner)

    def stranger(self, owner: int) -> bool:
        """Somebody else than the relation: another name, or no name and an account that is not known to be its own."""
        relation = self.index.relations[owner]
        if self.known_by_account(owner) or self.known_by_name(owner):
            return False
        if self.line.counterparty_name and relation.name:
            return True
        return bool(self.line.counterparty_account and relation.ibans)

    @property
    def by_card(self) -> bool:
        """A purchase with a card: its text is the terminal's, not the payer's."""
        return self.line.family == "04" and self.amount < 0

    def note(self, what: str, found: str, where: str) -> None:
        """Adds to the evidence, behind what the match rests on."""
        self.notes += (Evidence(what, found, where),)

    def point_at(self, items: list[int], why: str) -> None:
        """Proposes items, the oldest first; the first reason given for one stays."""
        if self.candidates is None:
            self.candidates = {}
        for item in sorted(items, key=self.index.age):
            if len(self.candidates) >= MOST_CANDIDATES:
                return
            self.candidates.setdefault(item, why)

    def choose(self, owner: int, step: Step, *evidence: Evidence) -> None:
        """The relation is known; what it pays is not yet."""
        self.party = owner
        self.step = step
        self.evidence = evidence

    def settle_whole(self, step: Step, item: int, confidence: Confidence, *, review: bool) -> None:
        """The line is all that is left of one item, to the cent."""
        known, amount = self.index.items[item], self.line.amount
        self.result = Result(
            self.line.id,
            "applied",
            known.kind,
            known.relation,
            document_type(known.kind, self.amount),
            step,
            confidence,
            review,
            amount,
            amount,
            (Allocation(known.relation, known.document, amount, ZERO, item),),
            (),
            self.evidence + self.notes if self.notes else self.evidence,
        )

    def settle(
        self, owner: int, step: Step, shares: tuple[Share, ...], confidence: Confidence, *, review: bool
    ) -> None:
        """The line pays these items. What is left over of it stays open: then it is only partly applied."""
        applied = sum(share.amount for share in shares)
        status: Status = "applied" if applied == self.amount else "partly"
        allocations = tuple(
            Allocation(item.relation, item.document, money(share.amount), money(abs(share.discount)), share.item)
            for share in (sorted(shares, key=lambda share: self.index.age(share.item)) if len(shares) > 1 else shares)
            if (item := self.index.items[share.item])
        )
        party = self.index.relations[owner]
        self._finish(party.kind, party.number, step, status, confidence, review, money(applied), allocations)

    def settle_party(self, review: bool) -> None:
        """Only the relation is known."""
        if self.party is not None:
            party = self.index.relations[self.party]
            self._finish(party.kind, party.number, self.step, "partly", "probable", review, ZERO, ())

    def _finish(
        self, kind: Kind, number: str, step: Step, status: Status, confidence: Confidence, review: bool,
        applied: Decimal, allocations: tuple[Allocation, ...],
    ) -> None:  # fmt: skip
        self.result = Result(
            self.line.id,
            status,
            kind,
            number,
            document_type(kind, self.amount),
            step,
            confidence,
            review,
            self.line.amount,
            applied,
            allocations,
            self.proposals() if self.candidates and not allocations else (),
            self.evidence + self.notes,
        )

    def blank(self) -> Result:
        """Nothing was found, or nothing for certain."""
        return Result(self.line.id, candidates=self.proposals(), evidence=self.evidence + self.notes)

    def proposals(self) -> tuple[Candidate, ...]:
        """The candidates as they go out."""
        found = [(self.index.items[i], i, why) for i, why in (self.candidates or {}).items()]
        return tuple(Candidate(item.relation, item.document, item.open, why, i) for item, i, why in found)


def document_type(kind: Kind, amount: int) -> DocumentType:
    """A customer pays in, a supplier is paid out; the other way round it is a refund."""
    return "payment" if (kind == "customer") == (amount > 0) else "refund"
