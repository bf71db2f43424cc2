"""Typing the token in, or the number of the office for a consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from codabox_sync.answers import enterprise_number


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
