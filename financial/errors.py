"""What a person cannot do with statements now: one small tree of errors that screens and the API put in words.

Every error carries a stable `code` and `params`; show `MESSAGES[code]` translated. `_` marks a sentence to translate.
"""

from typing import Any


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
}


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


class RuleExists(ProcessingError):
    """`rule` has the same codes and conditions; saving over it needs a yes."""

    def __init__(self, rule: Any) -> None:
        super().__init__("rule_exists", rule=str(rule))
        self.rule = rule
