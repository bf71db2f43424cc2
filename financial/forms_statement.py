"""What the processing screen is asked in its address."""

from typing import Any

from django import forms

from financial.models import StatementLine
from financial.statement_screen import Wanted

_SHOW = ("", "blank", "review", "partly", "applied", "indirect")


class ScreenForm(forms.Form):
    """Every field is optional; what is not understood asks nothing."""

    show = forms.ChoiceField(choices=[(key, key) for key in _SHOW], required=False)
    confidence = forms.ChoiceField(choices=StatementLine.Confidence.choices, required=False)
    q = forms.CharField(required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    line = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said.get("show", ""), said.get("confidence", ""), " ".join(said.get("q", "").split()))

    @property
    def window(self) -> int | None:
        """The window that was asked for, counted from 1."""
        return self.cleaned_data.get("page")

    @property
    def line_pk(self) -> int | None:
        return self.cleaned_data.get("line")
