"""Typing the token in, the number of the office for a consent, or the place of a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from codabox_sync import queries
from codabox_sync.answers import enterprise_number
from codabox_sync.models import ReceivedFile
from dossiers.models import Dossier
from financial.models import Journal


class TokenForm(forms.Form):
    """The token from CodaBox's mail. It works once and is never shown again."""

    token = forms.CharField(
        label=_("Token from the mail of CodaBox"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ConsentForm(forms.Form):
    """The enterprise number of the office itself, by which CodaBox knows it."""

    number = forms.CharField(label=_("Enterprise number of the office"), max_length=20)

    def clean_number(self) -> str:
        """Its 10 digits, from any usual spelling."""
        number = enterprise_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("This is not an enterprise number: the check digits are wrong."))
        return number


class JournalField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A journal with the dossier it belongs to: names such as *KBC zicht* come back in every dossier."""

    def label_from_instance(self, obj: Any) -> str:
        lacking = "" if obj.iban else " ({})".format(_("no account yet"))
        return f"{obj.dossier} · {obj}{lacking}"


class AssignForm(forms.Form):
    """Whose file this is: a journal for a statement, a dossier for anything else. What probably fits is chosen."""

    dossier = forms.ModelChoiceField(label=_("Dossier"), queryset=Dossier.objects.all(), required=False)
    journal = JournalField(label=_("Journal"), queryset=Journal.objects.none(), required=False)

    def __init__(self, file: ReceivedFile, data: Any = None) -> None:
        found = queries.suggestion(file)
        super().__init__(data, initial={"dossier": found and found.dossier, "journal": found and found.journal})
        if file.document_model == "coda":
            del self.fields["dossier"]
            self._journal_field.queryset = queries.assignable_journals(file)
            self._journal_field.required = True
        else:
            del self.fields["journal"]
            self.fields["dossier"].required = True

    @property
    def _journal_field(self) -> JournalField:
        field = self.fields["journal"]
        if not isinstance(field, JournalField):
            raise TypeError(field)
        return field

    def clean(self) -> dict[str, Any]:
        """The dossier of a statement is that of its journal."""
        data = super().clean() or self.cleaned_data
        if journal := data.get("journal"):
            data["dossier"] = journal.dossier
        return data
