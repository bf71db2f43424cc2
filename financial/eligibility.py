"""Whether CodaBox can deliver CODA for a journal, and if not, what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from stdnum import iban as iban_number
from stdnum.exceptions import InvalidChecksum, ValidationError

from financial.models import Journal


class Reason(StrEnum):
    """Why CODA cannot be switched on."""

    NO_IBAN = "no_iban"
    CHECK_DIGITS = "check_digits"
    NOT_AN_IBAN = "not_an_iban"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way. `expected` are the right country and check digits, `taken_by` the other journal."""

    reason: Reason
    expected: str = ""
    taken_by: Journal | None = None


def obstacle(journal: Journal, *, ticked: Iterable[Journal]) -> Obstacle | None:
    """None when CODA can be switched on. `ticked` are the journals of the office that receive CODA already."""
    if not journal.iban:
        return Obstacle(Reason.NO_IBAN)
    return _wrong_number(journal.iban) or _taken(journal, ticked)


def _wrong_number(iban: str) -> Obstacle | None:
    try:
        iban_number.validate(iban, check_country=False)
    except InvalidChecksum:
        return _wrong_check_digits(iban)
    except ValidationError:
        return Obstacle(Reason.NOT_AN_IBAN)
    return None


def _wrong_check_digits(iban: str) -> Obstacle:
    """What the number should start with; with other check digits it must be an IBAN, or it never was one."""
    expected = iban[:2] + iban_number.calc_check_digits(iban)
    if not iban_number.is_valid(expected + iban[4:], check_country=False):
        return Obstacle(Reason.NOT_AN_IBAN)
    return Obstacle(Reason.CHECK_DIGITS, expected=expected)


def _taken(journal: Journal, ticked: Iterable[Journal]) -> Obstacle | None:
    """One account feeds one journal, or its statements would be a guess."""
    account = (journal.iban, journal.currency)
    others = (other for other in ticked if other.pk != journal.pk and (other.iban, other.currency) == account)
    other = next(others, None)
    return Obstacle(Reason.TAKEN, taken_by=other) if other else None
