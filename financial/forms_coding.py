"""The form of a coding rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, LedgerAccount, Relation
from financial import coding
from financial.coding_labels import category_choices, transaction_choices
from financial.errors import ProcessingError
from financial.forms import AmountField
from financial.models import CodingRule, Journal
from offices.templatetags.afpunt import iban

_FIELDS = ("account", "category", "level", "account_type", "description", "text", "sign", "amount_from", "amount_to")
# The field beside which a fault of the whole rule is told.
_PLACES = {
    "rule_half_codes": "code",
    "rule_account_without_codes": "account",
    "rule_without_account": "number",
    "rule_amounts_crossed": "amount_to",
}


class CodingForm(forms.Form):
    """A rule as a person fills it in. `code` is family and transaction together; `number` names the account."""

    account = forms.ChoiceField(label=_("Bank account"), required=False)
    code = forms.ChoiceField(label=pgettext_lazy("code of a bank", "Transaction"))
    category = forms.ChoiceField(
        label=_("Category"), help_text=_("With every transaction, category 000 stands for all categories.")
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=CodingRule.Level,
        help_text=_("Of a movement with details: book the movement itself (global), or each of its details."),
    )
    account_type = forms.ChoiceField(label=_("Account type"), choices=CodingRule.AccountType, required=False)
    number = forms.CharField(
        label=_("Account number"),
        required=False,
        max_length=40,
        help_text=_("Needed for a ledger account. A customer or supplier is otherwise found by the search."),
        widget=forms.TextInput({"list": "ledger-accounts", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=100, help_text=_("For lines that carry no message.")
    )
    text = forms.CharField(label=_("The message contains"), required=False, max_length=60)
    sign = forms.ChoiceField(label=_("Direction"), choices=CodingRule.Sign, required=False)
    amount_from = AmountField(label=_("Amount from"), required=False)
    amount_to = AmountField(label=_("Amount up to"), required=False)

    def __init__(self, data: Any = None, *, rule: CodingRule) -> None:
        self.rule = rule
        super().__init__(data, initial=_initial(rule))
        choices = {
            "account": _accounts(rule.dossier, rule.account),
            "code": transaction_choices(used=[(rule.family, rule.transaction)]),
            "category": category_choices(used=[rule.category]),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fills `rule` with what was said, and tells what no run could use."""
        said = super().clean() or {}
        if not self.errors:
            self._fill(said)
        if not self.errors:
            self._check()
        return said

    def _fill(self, said: dict[str, Any]) -> None:
        for name in _FIELDS:
            setattr(self.rule, name, said[name])
        self.rule.family, self.rule.transaction = said["code"].split("-")
        self.rule.ledger_account = self.rule.relation = None
        if said["number"]:
            self._find_account(said["account_type"], said["number"])

    def _find_account(self, kind: str, number: str) -> None:
        if kind == CodingRule.AccountType.LEDGER:
            self.rule.ledger_account = LedgerAccount.objects.filter(dossier=self.rule.dossier, number=number).first()
        elif kind:
            relations = Relation.objects.filter(dossier=self.rule.dossier, kind=kind, number=number)
            self.rule.relation = relations.first()
        if not (self.rule.ledger_account or self.rule.relation):
            self.add_error("number", gettext("The books have no such account of this type."))

    def _check(self) -> None:
        try:
            coding.check_rule(self.rule)
        except ProcessingError as error:
            self.add_error(_PLACES.get(error.code), gettext(error.message) % error.params)


class TransferAccountForm(forms.Form):
    """The ledger account for transfers between own bank accounts; empty leaves them blank."""

    number = forms.CharField(
        label=_("Ledger account"),
        required=False,
        max_length=10,
        widget=forms.TextInput({"list": "ledger-accounts", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        self.dossier = dossier
        self.account = dossier.transfer_account
        super().__init__(data, initial={"number": self.account.number if self.account else ""})

    def clean_number(self) -> str:
        """Sets `account` to the one with this number."""
        number = str(self.cleaned_data["number"])
        self.account = LedgerAccount.objects.filter(dossier=self.dossier, number=number, blocked=False).first()
        if number and self.account is None:
            raise forms.ValidationError(gettext("The books have no such account, or it is blocked."))
        return number


def _initial(rule: CodingRule) -> dict[str, Any]:
    account = rule.ledger_account or rule.relation
    said = {name: getattr(rule, name) for name in _FIELDS}
    return said | {"code": f"{rule.family}-{rule.transaction}", "number": account.number if account else ""}


def _accounts(dossier: Dossier, used: str) -> list[tuple[str, str]]:
    journals = {j.iban: f"{j.code} · {iban(j.iban)}" for j in Journal.objects.filter(dossier=dossier).exclude(iban="")}
    if used:
        journals.setdefault(used, iban(used))
    return [("", gettext("All bank accounts")), *journals.items()]
