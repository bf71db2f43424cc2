"""Why a line stands where it stands, in one sentence: a fact, not a score."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from financial.models import StatementLine
from financial.queries.statements import PageLine
from offices.templatetags.afpunt import amount, bank_date, iban, moment, ogm

Status = StatementLine.Status


@dataclass(frozen=True, slots=True)
class Why:
    """`tone` is ok, care, bad or none; `icon` a name of the sprite."""

    text: str
    icon: str = "check"
    tone: str = "ok"


def why_of(page_line: PageLine) -> Why:
    """The sentence under the description. By hand first, then what the run found."""
    line = page_line.line
    if line.status == Status.BLANK:
        return _why_blank(line)
    if line.set_by == StatementLine.SetBy.HAND and line.status != Status.INDIRECT:
        return Why(_by_hand(line), "user", "")
    if line.confirmed_at:
        return Why(_("%(fact)s · confirmed") % {"fact": _fact(page_line)})
    text, icon, tone = _fact(page_line), _icon(line), _tone(page_line)
    if line.review:
        return Why(_("%(fact)s: to review") % {"fact": text}, "eye", "care")
    return Why(text, icon, tone)


def reasons_of(page_line: PageLine) -> list[Why]:
    """The whole chain of evidence, the first what the placement rests on."""
    return [_piece(found) for found in page_line.line.evidence if found.get("what") in _WHAT]


def _by_hand(line: StatementLine) -> str:
    if line.set_by_user is None:
        return _("Chosen by hand")
    return _("Chosen by %(name)s") % {"name": line.set_by_user.name or line.set_by_user.email}


def _why_blank(line: StatementLine) -> Why:
    if line.candidates:
        return Why(_proposals(line), "alert", "bad")
    if line.processed_at is None:
        return Why(_("Not processed yet"), "clock", "")
    if line.set_by == StatementLine.SetBy.HAND:
        return Why(_("Emptied by hand"), "user", "bad")
    if line.evidence and line.evidence[0].get("what") in _WHAT:
        return Why(_piece(line.evidence[0]).text, "alert", "bad")
    codes = f"{line.family} {line.transaction} {line.category}"
    return Why(_("No item fits, no coding rule for %(codes)s") % {"codes": codes}, "alert", "bad")


def _proposals(line: StatementLine) -> str:
    count = len(line.candidates)
    same = {candidate.get("amount") for candidate in line.candidates}
    if len(same) == 1 and count > 1:
        said = {"count": count, "amount": amount(_decimal(next(iter(same))))}
        return _("%(count)s items of %(amount)s: choose") % said
    if count == 1:
        return _("Perhaps %(document)s") % {"document": line.candidates[0].get("document", "")}
    return ngettext("%(count)s proposal: choose", "%(count)s proposals: choose", count) % {"count": count}


def _fact(page_line: PageLine) -> str:
    line = page_line.line
    if line.status == Status.INDIRECT:
        return _indirect(line)
    said = {
        "documents": _documents(page_line),
        "found": str((line.why or {}).get("found", "")),
        "amount": amount(abs(line.amount)),
        "count": len(page_line.allocations),
        "codes": f"{line.family} {line.transaction} {line.category}",
        "account": page_line.account.number if page_line.account else "",
    }
    return _sentence(line.step, len(page_line.allocations)) % said


def _sentence(step: str, items: int) -> str:
    if step in _REFERENCES and not items:
        return _("%(found)s is named, and settled already")
    if step in _PARTY_STEPS and not items:
        return _PARTY_STEPS[step]()
    if step == "invoice_number" and items > 1:
        return _("%(count)s invoice numbers, together %(amount)s")
    return _STEPS[step]() if step in _STEPS else _("Placed by the system")


def _documents(page_line: PageLine) -> str:
    names = [allocation.open_item.document for allocation in page_line.allocations]
    return ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")


def _indirect(line: StatementLine) -> str:
    what, found = (line.why or {}).get("what"), (line.why or {}).get("found", "")
    if what == "whole" or line.parent_id:
        return _("Placed as a whole")
    if str(found).isdigit():
        said = ngettext("%(count)s detail placed, the sum fits", "%(count)s details placed, the sum fits", int(found))
        return said % {"count": found}
    return _("The details are placed")


def _icon(line: StatementLine) -> str:
    return "tag" if line.step in {"rule", "default"} and line.account_type == "ledger" else "check"


def _tone(page_line: PageLine) -> str:
    line = page_line.line
    if line.account_type == StatementLine.AccountType.LEDGER:
        return ""
    return "care" if line.status == Status.PARTLY else "ok"


_REFERENCES = {"ogm", "rf", "end_to_end", "invoice_number"}
_STEPS: dict[str, Callable[[], str]] = {
    "ogm": lambda: _("Structured message → %(documents)s"),
    "rf": lambda: _("RF reference → %(documents)s"),
    "end_to_end": lambda: _("Payment reference → %(documents)s"),
    "invoice_number": lambda: _("Number %(found)s → %(documents)s"),
    "party_number": lambda: _("Number %(found)s and amount → %(documents)s"),
    "iban": lambda: _("Account and amount → %(documents)s"),
    "sum": lambda: _("%(count)s items of it make %(amount)s"),
    "amount": lambda: _("On amount, the only item → %(documents)s"),
    "rule": lambda: _("Coding rule %(codes)s → %(account)s"),
    "default": lambda: _("Default posting → %(account)s"),
    "internal_transfer": lambda: _("Transfer between own accounts"),
    "reversal": lambda: _("Reversal of another line"),
}
_PARTY_STEPS: dict[str, Callable[[], str]] = {
    "party_number": lambda: _("Number %(found)s known, no item of %(amount)s"),
    "iban": lambda: _("Account known, no item of %(amount)s"),
    "sum": lambda: _("Account known, no item of %(amount)s"),
}


def _piece(found: dict[str, Any]) -> Why:
    sentence, tone = _WHAT[found["what"]]
    icon = {"bad": "alert", "care": "info"}.get(tone, "check")
    return Why(sentence() % {"found": _written(found["what"], str(found.get("found", "")))}, icon, tone)


def _written(what: str, found: str) -> str:
    if what in {"ogm", "broken_ogm"}:
        return ogm(found)
    if what in {"iban", "own_account", "other_account", "shared_account"}:
        return iban(found)
    if what in {"same_amount", "discount", "discount_late", "short", "over"} and (value := _decimal(found)) is not None:
        return amount(abs(value))
    if what == "later_item":
        return bank_date(date.fromisoformat(found), "table")
    return found


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text or "")
    except InvalidOperation:
        return None


_WHAT: dict[str, tuple[Callable[[], str], str]] = {
    "ogm": (lambda: _("The item carries structured message %(found)s"), "ok"),
    "rf": (lambda: _("The item carries reference %(found)s"), "ok"),
    "end_to_end": (lambda: _("The item carries payment reference %(found)s"), "ok"),
    "invoice_number": (lambda: _("Number %(found)s stands in the message"), "ok"),
    "party_number": (lambda: _("Customer or supplier number %(found)s stands in the message"), "ok"),
    "iban": (lambda: _("%(found)s is an account of this relation"), "ok"),
    "name": (lambda: _("Only the name of this relation fits"), "ok"),
    "same_amount": (lambda: _("The item has the same amount, %(found)s"), "ok"),
    "rule": (lambda: _("A coding rule says %(found)s"), "ok"),
    "default": (lambda: _("The default posting says %(found)s"), "ok"),
    "discount": (lambda: _("Cash discount of %(found)s, in time"), "ok"),
    "discount_late": (lambda: _("Cash discount of %(found)s taken too late: it stays open"), "care"),
    "short": (lambda: _("%(found)s less than what was named"), "care"),
    "over": (lambda: _("%(found)s more than what was named"), "care"),
    "settled": (lambda: _("Settled already: %(found)s"), "care"),
    "other_direction": (lambda: _("To be paid the other way: %(found)s"), "care"),
    "completed": (lambda: _("%(found)s makes up the difference"), "ok"),
    "sum": (lambda: _("Together the amount of the line: %(found)s"), "ok"),
    "broken_ogm": (lambda: _("Structured message with a slip, meant is %(found)s"), "care"),
    "own_account": (lambda: _("%(found)s is an own account"), "ok"),
    "reversal": (lambda: _("Undoes, or is undone by, another line"), "ok"),
    "details": (lambda: _("%(found)s details are placed"), "ok"),
    "whole": (lambda: _("The line it details is placed"), "ok"),
    "other_account": (lambda: _("%(found)s is the account of another relation"), "bad"),
    "shared_account": (lambda: _("Several relations have account %(found)s"), "bad"),
    "other_reference": (lambda: _("Another number is named: %(found)s"), "bad"),
    "later_item": (lambda: _("The item is dated after the payment: %(found)s"), "bad"),
}
CANDIDATE_WORDS: dict[str, Callable[[], str]] = {
    "same_amount": lambda: _("same amount, not named"),
    "named": lambda: _("named in the message"),
    "same_ogm": lambda: _("same structured message"),
    "open": lambda: _("open item of this relation"),
}


def changed_in_words(line: StatementLine) -> str:
    """Who placed the line and when, for the panel."""
    if line.processed_at is None:
        return ""
    return f"{line.get_set_by_display()} · {moment(line.processed_at)}"


def step_in_words(line: StatementLine, result: Any) -> str:
    """The sentence of a line that a run would place."""
    if result.status == Status.INDIRECT:
        return _("With the lines that belong to it")
    items = [allocation.document for allocation in result.allocations]
    names = ", ".join(items[:2]) + (f" +{len(items) - 2}" if len(items) > 2 else "")
    said = {
        "documents": names,
        "found": result.evidence[0].found if result.evidence else "",
        "amount": amount(abs(line.amount)),
        "count": len(items),
        "codes": f"{line.family} {line.transaction} {line.category}",
        "account": result.account,
    }
    return _sentence(result.step, len(items)) % said
