"""Movements and information records from their values, as records with the right next and link codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from coda.errors import WriteError
from coda.layout import INFORMATION_1, INFORMATION_2, INFORMATION_3, MOVEMENT_1, MOVEMENT_2, MOVEMENT_3, Field
from coda.model import Communication, Information, Movement
from coda.render import Value, render, sign_of

MOVEMENT_CUTS = (0, 53, 106, 149)
"""Where a communication is cut over records 2.1, 2.2 and 2.3."""
INFORMATION_CUTS = (0, 73, 178, 268)
"""Where a communication is cut over records 3.1, 3.2 and 3.3."""


@dataclass(slots=True)
class InformationDraft:
    """An information record to be written."""

    detail: int
    communication: Communication


@dataclass(slots=True)
class MovementDraft:
    """A movement to be written."""

    sequence: int
    detail: int
    amount: Decimal
    value_date: date | None
    entry_date: date | None
    paper_number: str | None
    communication: Communication
    type: int = 0
    family: str = "01"
    transaction: str = "50"
    category: str = "000"
    globalisation: int = 0
    bank_reference: str = ""
    customer_reference: str = ""
    account_zone: str = ""
    name: str = ""
    bic: str = ""
    r_transaction: str = ""
    reason: str = ""
    category_purpose: str = ""
    purpose: str = ""
    information: list[InformationDraft] = field(default_factory=list)

    @property
    def code(self) -> str:
        """All eight digits of the transaction code."""
        return f"{self.type}{self.family}{self.transaction}{self.category}"

    def movement(self, line: int) -> Movement:
        """The movement, its first record on `line`. Raises WriteError when a value does not fit."""
        texts = _cut(self.communication, MOVEMENT_CUTS)
        third = bool(self.account_zone or self.name or texts[2])
        others = (self.customer_reference, self.bic, self.r_transaction, self.reason)
        second = third or bool(texts[1] or any(others) or self.category_purpose or self.purpose)
        makers = [self._first, *[self._second] * second, *[self._third] * third]
        records = _chain(makers, texts, linked=bool(self.information))
        movement = Movement(line, *_three(records))
        place = line + len(records)
        information: list[Information] = []
        for index, draft in enumerate(self.information, 1):
            information.append(self._information(draft, place, linked=index < len(self.information)))
            place += len(information[-1].records)
        return replace(movement, information=tuple(information))

    def _first(self, text: str, codes: dict[str, int]) -> str:
        return render(
            MOVEMENT_1,
            sequence=self.sequence,
            detail=self.detail,
            bank_reference=self.bank_reference,
            sign=sign_of(self.amount),
            amount=self.amount,
            value_date=self.value_date,
            transaction_code=self.code,
            communication_type=int(self.communication.type is not None),
            communication=text,
            entry_date=self.entry_date,
            paper_number=self.paper_number,
            globalisation=self.globalisation,
            **codes,
        )

    def _second(self, text: str, codes: dict[str, int]) -> str:
        return render(
            MOVEMENT_2,
            number=f"{self.sequence:04}{self.detail:04}",
            communication=text,
            customer_reference=self.customer_reference,
            counterparty_bic=self.bic,
            r_transaction=self.r_transaction,
            reason=self.reason,
            category_purpose=self.category_purpose,
            purpose=self.purpose,
            **codes,
        )

    def _third(self, text: str, codes: dict[str, int]) -> str:
        return render(
            MOVEMENT_3,
            number=f"{self.sequence:04}{self.detail:04}",
            counterparty_account=self.account_zone,
            counterparty_name=self.name,
            communication=text,
            **codes,
        )

    def _information(self, draft: InformationDraft, line: int, *, linked: bool) -> Information:
        texts = _cut(draft.communication, INFORMATION_CUTS)
        values: dict[str, Value] = {
            "sequence": self.sequence,
            "detail": draft.detail,
            "number": f"{self.sequence:04}{draft.detail:04}",
            "bank_reference": self.bank_reference,
            "transaction_code": self.code,
            "communication_type": int(draft.communication.type is not None),
        }

        def part(layout: tuple[Field, ...]) -> Part:
            return lambda text, codes: render(layout, **values, communication=text, **codes)

        needed = [INFORMATION_1, *[INFORMATION_2] * bool(texts[1]), *[INFORMATION_3] * bool(texts[2])]
        return Information(line, *_three(_chain([part(layout) for layout in needed], texts, linked=linked)))


Part = Callable[[str, dict[str, int]], str]
"""Makes a record from its piece of the communication and its next and link codes."""


def _cut(communication: Communication, cuts: tuple[int, ...]) -> list[str]:
    """The pieces of a communication, one per part."""
    text = (communication.type or "") + communication.text
    if len(text) > cuts[-1]:
        raise WriteError(f"communication of {len(text)} characters does not fit {cuts[-1]}", code="write")
    return [text[start:end] for start, end in pairwise(cuts)]


def _chain(parts: Sequence[Part], texts: list[str], *, linked: bool) -> list[str]:
    """The records of parts that follow each other; the last one carries the link code."""
    last = len(parts) - 1
    return [
        part(text, {"next_code": int(index < last), "link_code": int(linked and index == last)})
        for index, (part, text) in enumerate(zip(parts, texts, strict=False))
    ]


def _three(records: list[str]) -> tuple[str, str | None, str | None]:
    """The parts of a record, None for those that are not needed."""
    first, second, third, *_ = [*records, None, None]
    return first or "", second, third
