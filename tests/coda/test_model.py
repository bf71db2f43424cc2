"""Movements are dataclasses like any other, though they get their values when the first of these is asked for."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, fields, replace
from decimal import Decimal

import pytest

import coda
from tests.coda.files import DAY, IBAN, joined, small, small_lines
from tests.coda.test_version_1 import LINES as VERSION_1


def read_small() -> coda.Statement:
    """The small file as read, nothing asked for yet."""
    return coda.read(joined(small_lines())).statements[0]


def with_amount(statement: coda.Statement, amount: str, balance: str) -> coda.Statement:
    """The statement with another amount of its first movement, and balance and trailer to match."""
    first, *others = statement.movements
    movements = (replace(first, amount=Decimal(amount)), *others)
    trailer = coda.Trailer(14, Decimal("300.000"), Decimal(amount), more=False)
    return replace(
        statement, movements=movements, new_balance=coda.Balance(Decimal(balance), DAY), trailer=trailer, lines=()
    )


@pytest.mark.parametrize("model", [coda.Movement, coda.Information])
def test_models_are_slotted_dataclasses(model: type) -> None:
    made = read_small().movements[0]
    instance = made if model is coda.Movement else made.information[0]

    assert type(instance) is model
    assert not hasattr(instance, "__dict__")
    assert all(getattr(instance, field.name, "unset") != "unset" for field in fields(model))


def test_fields_cannot_be_set_before_nor_after_reading() -> None:
    movement = read_small().movements[0]

    with pytest.raises(FrozenInstanceError):
        movement.amount = Decimal(1)  # type: ignore[misc]
    assert movement.amount == 121
    with pytest.raises(FrozenInstanceError):
        del movement.amount


def test_unknown_attribute() -> None:
    with pytest.raises(AttributeError, match="Movement has no amounts"):
        _ = read_small().movements[0].amounts  # type: ignore[attr-defined]


def test_equality_and_hash_are_those_of_the_values() -> None:
    first, second = read_small(), read_small()

    assert first.movements == second.movements
    assert hash(first.movements[0]) == hash(second.movements[0])
    assert first.movements[0] != replace(second.movements[0], purpose="RENT")


def through_pickle(movement: coda.Movement) -> object:
    return pickle.loads(pickle.dumps(movement))  # noqa: S301 - our own


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, through_pickle])
def test_copies_are_equal(duplicate: Callable[[coda.Movement], object]) -> None:
    assert duplicate(read_small().movements[0]) == read_small().movements[0]


def test_asdict_and_repr_show_values() -> None:
    movement = read_small().movements[0]

    assert asdict(movement)["information"][0]["text"].startswith("JAN JANSSENS")
    assert "amount=Decimal('121.000')" in repr(movement)


def test_replaced_amount_is_written() -> None:
    raw = coda.write([with_amount(read_small(), "150", "850")])

    assert coda.read(raw).findings == ()
    assert coda.read(raw).statements[0].movements[0].amount == Decimal("150.000")


def test_replaced_amount_that_leaves_the_balance_wrong_is_refused() -> None:
    statement = read_small()
    first, *others = statement.movements

    with pytest.raises(coda.WriteError, match="new balance"):
        coda.write([replace(statement, movements=(replace(first, amount=Decimal(150)), *others))])


@pytest.mark.parametrize(
    "changes",
    [
        {"counterparty_name": "Piet Peeters", "counterparty_zone": "BE68539007547034", "counterparty_bic": "GEBABEBB"},
        {"communication_type": None, "communication_text": "Factuur 2026/17 " * 9},
        {"communication_type": "102", "communication_text": "000000000097"},
        {"customer_reference": "E2E-17", "reason": "AC04", "purpose": "RENT", "category_purpose": "SALA"},
        {"value_date": None, "entry_date": DAY.replace(day=1), "paper_number": "007"},
    ],
)
def test_replaced_values_are_read_back(changes: dict[str, object]) -> None:
    statement = read_small()
    first, *others = statement.movements
    changed = replace(first, **changes)  # type: ignore[arg-type]
    (written,) = coda.read(coda.write([replace(statement, movements=(changed, *others))])).statements
    movement = written.movements[0]

    assert {name: getattr(movement, name) for name in changes} == {
        name: value.rstrip() if isinstance(value, str) else value for name, value in changes.items()
    }


def test_movement_grows_the_parts_that_its_values_need() -> None:
    statement = coda.build(IBAN, date=DAY).movement("1").statement()
    changed = replace(statement.movements[0], counterparty_name="Jan")
    longer = replace(statement, movements=(changed,), trailer=coda.Trailer(5, Decimal(0), Decimal(1), more=False))

    assert coda.read(coda.write([longer])).statements[0].movements[0].parts == "123"


@pytest.mark.parametrize(
    "changes",
    [
        {"counterparty_name": "x" * 36},
        {"communication_text": "x" * 150},
        {"communication_type": "1010"},
        {"transaction_code": coda.TransactionCode(0, "1", "50", "000")},
        {"reason": "ac04"},
        {"sequence": 10_000},
        {"amount": Decimal("0.0001")},
    ],
)
def test_replaced_value_that_does_not_fit_is_refused(changes: dict[str, object]) -> None:
    statement = small().statement()
    first, *others = statement.movements

    with pytest.raises(coda.WriteError):
        coda.write([replace(statement, movements=(replace(first, **changes), *others))])  # type: ignore[arg-type]


def test_replaced_information_is_written() -> None:
    statement = read_small()
    first, *others = statement.movements
    (information,) = first.information
    changed = replace(first, information=(replace(information, type=None, text="Nieuw adres"),))
    (written,) = coda.read(coda.write([replace(statement, movements=(changed, *others))])).statements

    assert written.movements[0].information[0].communication == coda.Communication(None, "Nieuw adres")


def test_replaced_movement_of_version_1_is_written() -> None:
    (statement,) = coda.read(joined(VERSION_1)).statements
    (movement,) = statement.movements
    changed = replace(movement, counterparty_name="PIET PEETERS")
    (written,) = coda.read(coda.write([replace(statement, movements=(changed,))])).statements

    assert written.movements == (changed,)


@pytest.mark.parametrize("end", ["\u00a0", "\u00a0 ", "\u00a0  \u00a0"])
def test_other_white_space_than_blanks_is_kept(end: str) -> None:
    builder = coda.build(IBAN, date=DAY).movement("1", text=f"Huur{end}", name=f"Jan{end}", iban="BE43068999999502")
    statement = builder.statement()
    raw = coda.write([statement])
    movement = coda.read(raw).statements[0].movements[0]

    assert movement.communication_text == f"Huur{end}".rstrip(" ")
    assert movement.counterparty_name == f"Jan{end}".rstrip(" ")
    assert coda.write(coda.read(raw)) == raw
