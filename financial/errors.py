"""What a person cannot do with statements now: one small tree of errors that screens and the API put in words.

Every error carries a stable `code` and `params`; `text` is its sentence in the reader's language. `_` marks a sentence
to translate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from offices.templatetags.afpunt import amount, bank_date


def _(text: str) -> str:
    return text


MESSAGES: dict[str, str] = {
    "no_default_rule": _(
        "There is no default posting: add a coding rule for every bank account with codes 00 00 000 and its account."
    ),
    "several_sets": _("This statement came in a file with several. Ask the bank for one file a day."),
    "archived": _("A newer statement with the same number replaced this one. It can only be read."),
    "run_undone": _("This run was undone already."),
    "run_busy": _("This run is not finished yet."),
    "no_case": _("No line is blank: there is nothing a run would read."),
    "rule_exists": _("There is a coding rule for these codes already: %(rule)s."),
    "rule_half_codes": _("A rule for a whole family is never looked up: choose a transaction, or none at all."),
    "rule_account_without_codes": _("A rule for one bank account needs a transaction."),
    "rule_without_account": _("Choose the account this rule books on."),
    "rule_amounts_crossed": _("The lowest amount is above the highest."),
    "no_account": _("Choose an account for the line first."),
    "line_changed": _("%(who)s changed this line at %(at)s. This is what it is now; nothing of yours was saved."),
    "line_changed_by_run": _("A run changed this line at %(at)s. This is what it is now; nothing of yours was saved."),
    "line_transferred": _("Line %(line)s was transferred to the journal. Take the transfer back first."),
    "line_booked": _("Line %(line)s stands in the books already."),
    "line_indirect": _("Line %(line)s is settled by its related lines. Empty those first."),
    "line_blank": _("Line %(line)s has no account yet."),
    "detail_placed": _("Detail %(line)s is placed already. Empty it first."),
    "wrong_account": _("This account does not belong to this dossier."),
    "account_blocked": _("%(account)s is blocked: nothing may be booked on it."),
    "account_not_direct": _("%(account)s takes no direct postings."),
    "ledger_line": _("This line is on a ledger account. Choose a customer or supplier to settle items."),
    "nothing_chosen": _("Choose an item or an account first."),
    "no_candidate": _("This proposal is no longer there."),
    "item_unknown": _("This item does not belong to this dossier."),
    "item_closed": _("%(document)s was paid in the books."),
    "item_currency": _("%(document)s is in %(currency)s, the line is not."),
    "item_twice": _("%(document)s was chosen twice."),
    "item_sign": _("The amount for %(document)s has the wrong sign, or is nothing."),
    "item_over": _("Only %(left)s of %(document)s is open still."),
    "discount_negative": _("A discount cannot be less than nothing."),
    "discount_over": _("%(document)s allows a discount of %(allowed)s at most."),
    "discount_late": _("The discount of %(document)s is no longer allowed. Say so if you give it all the same."),
    "account_twice": _("Account %(account)s was chosen twice."),
    "split_zero": _("An account must get an amount."),
    "splits_short": _("The accounts do not add up to the line: %(left)s is left."),
    "nothing_for_relation": _("Nothing is left for the customer or supplier. Choose a ledger account for the line."),
    "over_line": _("That is %(over)s more than the line."),
    "other_direction": _("Together these go the other way than the money."),
    "costs_negative": _("Costs cannot be less than nothing."),
    "costs_too_much": _("The costs are more than the line."),
    "cost_account_missing": _("Choose an account for the costs."),
    "too_many_decimals": _("An amount has three decimals at most."),
    "transfer_refused": _("This statement cannot be transferred yet."),
    "blank_lines": _("%(count)s lines are blank still."),
    "to_confirm": _("%(count)s lines are to be reviewed. Confirm that they are right."),
    "nothing_to_transfer": _("Every line of this statement was transferred already, or stands in the books."),
    "older_statement": _("Statement %(statement)s of %(date)s comes first."),
    "gap": _("A statement lacks before this one: it should begin with %(expected)s, and begins with %(found)s."),
    "does_not_add_up": _("The lines add up to %(found)s, the statement to %(expected)s."),
    "transfer_undone": _("This transfer was taken back already."),
    "transfer_fetched": _("The accounting package fetched this transfer already. Correct it there."),
    "later_transferred": _("Statement %(statement)s was transferred after this one. Take that back first."),
    "not_learned": _("This account comes from the books. It can only be changed there."),
}


def in_words(message: str, params: dict[str, Any]) -> str:
    """The sentence in the reader's language, its amounts and dates as the reader writes them."""
    return gettext(message) % {name: _written(value) for name, value in params.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return amount(value)
    return bank_date(value, "table") if isinstance(value, date) else value


class ProcessingError(Exception):
    """A request that is refused; nothing was changed."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        """The English text with %(name)s places: a msgid for gettext."""
        return MESSAGES[self.code]

    @property
    def text(self) -> str:
        """The sentence to show."""
        return in_words(self.message, self.params)


class RuleExists(ProcessingError):
    """`rule` has the same codes and conditions; saving over it needs a yes."""

    def __init__(self, rule: Any) -> None:
        super().__init__("rule_exists", rule=str(rule))
        self.rule = rule


class NotAllowed(ProcessingError):
    """The line, or what was chosen for it, does not allow this."""


class LineChanged(ProcessingError):
    """Somebody or a run was first: `who` (empty for a run) changed the line `at`; `line` is what it is now."""

    def __init__(self, line: Any, *, who: str, at: datetime) -> None:
        clock = f"{timezone.localtime(at):%H:%M}"
        super().__init__("line_changed", who=who, at=clock)
        self.line, self.who, self.at = line, who, at

    @property
    def message(self) -> str:
        return MESSAGES[self.code if self.who else "line_changed_by_run"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a statement cannot be transferred; `line` is the key of the line it is about."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    line: int | None = None

    @property
    def message(self) -> str:
        """As that of an error: a msgid for gettext."""
        return MESSAGES[self.code]

    @property
    def text(self) -> str:
        """The sentence to show."""
        return in_words(self.message, self.params)


class TransferRefused(ProcessingError):
    """Nothing was written; `reasons` says everything that stands in the way."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("transfer_refused")
        self.reasons = list(reasons)
