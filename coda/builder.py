"""Makes valid statements from a few movements: for demonstrations, tests and benchmarks.

>>> statement = (
...     build("BE68539007547034", holder="Bakkerij Peeters", old_balance="1000.00", date=date(2026, 3, 5), number=42)
...     .movement("121.00", name="Jan Janssens", iban="BE43068999999501", ogm="123456789002")
...     .movement("-35.50", name="Drukkerij Maes", text="Factuur 2026/17")
...     .statement()
... )
>>> str(statement.new_balance.amount), statement.movements[0].communication.ogm
('1085.500', '+++123/4567/89002+++')
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from coda.accounts import make_zone
from coda.check_digits import is_iban_shaped
from coda.codes import TransactionCode
from coda.communications import Communication, FieldValue, write_fields
from coda.errors import WriteError
from coda.model import Account, Balance, Message, Statement, Trailer
from coda.movements import DETAIL_TYPES, Information, Movement
from coda.nesting import COUNTER
from coda.reader import read
from coda.values import ZERO
from coda.writer import records, write

Amount = Decimal | str | int
DETAIL_OF = {0: 5, 1: 5, 2: 6, 3: 8, 7: 9}
"""Type of the details that the builder gives to each type of movement; type 0 becomes 1 by having details."""
_DIGITS_ONLY = str.maketrans("", "", "+*/ .")


def build(
    account: str,
    *,
    old_balance: Amount = 0,
    date: date,
    number: int = 1,
    paper_number: int | None = None,
    holder: str = "",
    description: str = "",
    company_id: str = "",
    bic: str = "",
    currency: str = "EUR",
    old_date: date | None = None,
    duplicate: bool = False,
    more: bool = False,
) -> StatementBuilder:
    """Begins a statement of `account` (an IBAN, or twelve digits) on `date`, with CODA number `number`.

    `company_id` is the enterprise number of the holder (ten digits), `old_date` the date of the old balance (by default
    `date`), `more` says that another statement follows in the file.
    """
    structure = _structure(account)
    opening = Balance(_amount(old_balance), old_date or date)
    return StatementBuilder(
        Statement(
            version=2,
            creation_date=date,
            bank_id="000",
            application="05",
            duplicate=duplicate,
            company_id=company_id.translate(_DIGITS_ONLY).rjust(11, "0") if company_id else None,
            bic=bic or None,
            account=Account(structure, make_zone(account, currency, structure)),
            holder=holder or None,
            description=description or None,
            paper_number=f"{number if paper_number is None else paper_number:03}",
            coda_number=f"{number:03}",
            old_balance=opening,
            new_balance=opening,
            trailer=Trailer(0, ZERO, ZERO, more),
            new_paper_number=f"{number if paper_number is None else paper_number:03}",
            addressee=holder or None,
        ),
        date,
    )


class MovementFields(TypedDict, total=False):
    """Fields of a movement that the builder takes over as they are."""

    type: int
    family: str
    transaction: str
    category: str
    value_date: date | None
    entry_date: date | None
    bank_reference: str
    customer_reference: str
    r_transaction: str
    reason: str
    category_purpose: str
    purpose: str


class StatementBuilder:
    """Collects movements; every method but `statement` returns the builder itself."""

    def __init__(self, draft: Statement, day: date) -> None:
        self._draft = draft
        self._day = day
        self._movements: list[Movement] = []
        self._messages: list[Message] = []
        self._detail = 0

    def movement(
        self,
        amount: Amount,
        *,
        name: str = "",
        iban: str = "",
        bic: str = "",
        currency: str = "",
        text: str = "",
        ogm: str = "",
        rf: str = "",
        structured: tuple[str, str] | None = None,
        **fields: Unpack[MovementFields],
    ) -> StatementBuilder:
        """Adds a movement: positive amounts are credit, and by default a transfer (01-01 out, 01-50 in).

        Its communication is one of `text`, `ogm`, `rf` or `structured` (type and text, see `write_fields`).
        """
        value = _amount(amount)
        sequence, detail = self._next_number(fields.get("type", 0))
        communication = _communication(text, ogm, rf, structured)
        self._movements.append(
            Movement(
                line=0,
                sequence=sequence,
                detail=detail,
                bank_reference=fields.get("bank_reference", f"AFP{sequence:04}{detail:04}"),
                amount=value,
                value_date=fields.get("value_date", self._day),
                transaction_code=_code(value, fields),
                communication_type=communication.type,
                communication_text=communication.text,
                entry_date=fields.get("entry_date", self._day),
                paper_number=self._draft.paper_number,
                customer_reference=fields.get("customer_reference"),
                counterparty_bic=bic or None,
                r_transaction=fields.get("r_transaction"),
                reason=fields.get("reason"),
                category_purpose=fields.get("category_purpose"),
                purpose=fields.get("purpose"),
                counterparty_zone=_zone(iban, currency),
                counterparty_name=name or None,
            )
        )
        return self

    def detail(
        self,
        amount: Amount,
        *,
        name: str = "",
        iban: str = "",
        bic: str = "",
        currency: str = "",
        text: str = "",
        ogm: str = "",
        rf: str = "",
        structured: tuple[str, str] | None = None,
        **fields: Unpack[MovementFields],
    ) -> StatementBuilder:
        """Adds a detail of the last main movement; below a detail of type 7 comes type 9, which has to be said."""
        main = self._globalise()
        fields.setdefault("type", DETAIL_OF[main.type])
        fields.setdefault("family", main.family)
        fields.setdefault("transaction", main.transaction)
        return self.movement(
            amount,
            name=name,
            iban=iban,
            bic=bic,
            currency=currency,
            text=text,
            ogm=ogm,
            rf=rf,
            structured=structured,
            **fields,
        )

    def information(self, text: str = "", *, kind: str | None = None, **fields: FieldValue) -> StatementBuilder:
        """Adds an information record to the last movement: free text, or one of type `kind` with its fields or text."""
        if kind is not None and fields:
            text = write_fields(kind, **fields)
        movement = self._last_movement()
        self._detail += 1
        added = Information(0, self._detail % COUNTER, "", movement.transaction_code, kind, text)
        self._movements[-1] = replace(movement, information=(*movement.information, added))
        return self

    def message(self, text: str) -> StatementBuilder:
        """Adds a line of free communication to the statement."""
        self._messages.append(Message(0, 1, len(self._messages), text))
        return self

    def statement(self) -> Statement:
        """The statement, as our own reader reads it. Raises WriteError when a value does not fit its field."""
        moved = [movement.amount for movement in self._movements if movement.type not in DETAIL_TYPES]
        complete = replace(
            self._draft,
            movements=self._closed_groups(),
            messages=tuple(self._messages),
            new_balance=self._new_balance(sum(moved, ZERO)),
        )
        return read(write([_with_trailer(complete, moved)])).statements[0]

    def _new_balance(self, moved: Decimal) -> Balance | None:
        """None for a statement without movements or messages: the standard then has no record 8."""
        if not self._movements and not self._messages:
            return None
        return Balance(self._draft.old_balance.amount + moved, self._day)

    def _next_number(self, kind: int) -> tuple[int, int]:
        """Sequence and detail number: a main movement begins a new sequence."""
        last = self._movements[-1].sequence if self._movements else 0
        self._detail = self._detail + 1 if kind in DETAIL_TYPES else 0
        return last if kind in DETAIL_TYPES else (last + 1) % COUNTER, self._detail % COUNTER

    def _last_movement(self) -> Movement:
        if not self._movements:
            raise WriteError("there is no movement yet", code="write")
        return self._movements[-1]

    def _globalise(self) -> Movement:
        """The last main movement, turned into a total when it was a simple amount."""
        self._last_movement()
        at = max(index for index, movement in enumerate(self._movements) if movement.type not in DETAIL_TYPES)
        main = self._movements[at]
        code = replace(main.transaction_code, type=main.type or 1)
        self._movements[at] = replace(main, transaction_code=code, globalisation=1)
        return self._movements[at]

    def _closed_groups(self) -> tuple[Movement, ...]:
        """The movements, the last detail of each group carrying the globalisation code of its total."""
        closed: list[Movement] = []
        kinds = [movement.type for movement in self._movements]
        for movement, following in zip(self._movements, [*kinds[1:], 0], strict=False):
            last = movement.type in DETAIL_TYPES and following not in DETAIL_TYPES
            information = tuple(
                replace(information, bank_reference=movement.bank_reference, transaction_code=movement.transaction_code)
                for information in movement.information
            )
            globalisation = 1 if last else movement.globalisation
            closed.append(replace(movement, globalisation=globalisation, information=information))
        return tuple(closed)


def _with_trailer(statement: Statement, moved: list[Decimal]) -> Statement:
    """Counts what the trailer has to say: records 1, 2.x, 3.x and 8."""
    counted = sum(line[0] in "1238" for line in records(statement))
    debit = -sum((amount for amount in moved if amount < 0), ZERO)
    credit = sum((amount for amount in moved if amount > 0), ZERO)
    more = statement.trailer is not None and statement.trailer.more
    return replace(statement, trailer=Trailer(counted, debit, credit, more))


def _amount(amount: Amount) -> Decimal:
    return Decimal(amount).quantize(ZERO)


def _structure(account: str) -> int:
    """0 Belgian number, 1 foreign number, 2 Belgian IBAN, 3 foreign IBAN."""
    if is_iban_shaped(account):
        return 2 if account.startswith("BE") else 3
    return 0 if account.isdigit() and len(account) == 12 else 1


def _zone(account: str, currency: str) -> str:
    account = account.replace(" ", "")
    return make_zone(account, currency, _structure(account)).rstrip() if account else ""


def _communication(text: str, ogm: str, rf: str, structured: tuple[str, str] | None) -> Communication:
    if structured is not None:
        return Communication(*structured)
    if ogm:
        return Communication("101", ogm.translate(_DIGITS_ONLY))
    if rf:
        return Communication("100", rf.replace(" ", ""))
    return Communication(None, text)


def _code(amount: Decimal, fields: MovementFields) -> TransactionCode:
    """By default a transfer: 01-50 in, 01-01 out."""
    transaction = fields.get("transaction", "01" if amount < 0 else "50")
    category = fields.get("category", "000")
    return TransactionCode(fields.get("type", 0), fields.get("family", "01"), transaction, category)
