"""Codes of banks and of the matching in words a person reads; an icon goes with each kind of movement."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coda import codes
from financial.eligibility import Obstacle, Reason


class Movement(NamedTuple):
    """A kind of movement. `icon` is empty where the direction of the money says more."""

    label: Promise | str
    icon: str = ""


# Families of CODA transaction codes (Febelfin CODA 2.6, annex "codes").
_FAMILIES = {
    "01": Movement(_("Transfer")),
    "02": Movement(_("Instant transfer")),
    "03": Movement(_("Cheque"), "file"),
    "04": Movement(_("Card payment"), "card"),
    "05": Movement(_("Direct debit"), "repeat"),
    "07": Movement(_("Commercial paper"), "file"),
    "09": Movement(_("Counter transaction"), "bank"),
    "11": Movement(_("Securities"), "chart"),
    "13": Movement(_("Credit"), "bank"),
    "30": Movement(_("Various")),
    "35": Movement(_("Closing: interest and costs"), "percent"),
    "41": Movement(_("International transfer"), "globe"),
    "43": Movement(_("Foreign cheque"), "globe"),
    "47": Movement(_("Foreign commercial paper"), "globe"),
    "80": Movement(_("Bank costs"), "percent"),
}
_UNKNOWN = Movement("")
_COLLECTIVE = Movement(_("Collective transaction"), "layers")

# Steps of the matching chain.
_FACTS = {
    "ogm": _("same structured message"),
    "rf": _("same RF reference"),
    "end_to_end": _("same payment reference"),
    "invoice_number": _("invoice number in the message"),
    "party_number": _("number of %(name)s in the message"),
    "iban": _("account of %(name)s"),
    "amount": _("only open invoice of this amount"),
    "sum": _("these invoices together make this amount"),
}
_FACT_UNKNOWN = "%(name)s"

_OBSTACLES = {
    Reason.NO_IBAN: (_("No IBAN"), _("The books have no account number for this journal. Add it there.")),
    Reason.CHECK_DIGITS: (
        _("IBAN is not right"),
        _("The check digits are wrong: expected %(expected)s. Correct the number in the books."),
    ),
    Reason.NOT_AN_IBAN: (_("IBAN is not right"), _("This is not an account number. Correct it in the books.")),
    Reason.TAKEN: (
        _("Account is taken"),
        _("Journal %(journal)s of %(dossier)s receives CODA for it. Switch it off there."),
    ),
}


def movement(family: str, *, collective: bool = False) -> Movement:
    """The kind of a movement by its CODA family; `Movement("")` when the bank gave none we know."""
    return _COLLECTIVE if collective else _FAMILIES.get(family, _UNKNOWN)


def transaction_in_words(family: str, transaction: str) -> str:
    """The bank's own name for a CODA transaction code, in the active language; the family's when it is not listed."""
    language = (get_language() or "en").partition("-")[0]
    known = (family, transaction) in codes.transactions()
    return codes.label(family, transaction, lang=language).transaction if known else str(movement(family).label)


def fact_in_words(step: str, *, name: str) -> str:
    """Why an open item belongs to a line. `step` is the step of the matching chain, `name` the relation's."""
    return str(_FACTS.get(step, _FACT_UNKNOWN)) % {"name": name}


def obstacle_in_words(found: Obstacle) -> dict[str, Any]:
    """`title` and `text`: what stands in the way of CODA, and the way out."""
    title, text = _OBSTACLES[found.reason]
    params = {"expected": found.expected}
    if found.taken_by is not None:
        params |= {"journal": found.taken_by.code, "dossier": found.taken_by.dossier.name}
    return {"title": title, "text": str(text) % params}
