"""Typing the token in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    """The token from CodaBox's mail. It works once and is never shown again."""

    token = forms.CharField(
        label=_("Token from the mail of CodaBox"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
