"""Deciding on an invoice."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ApproveForm(forms.Form):
    """A remark for the accountant, if there is one."""

    remark = forms.CharField(
        label=_("Remark for the accountant"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RejectForm(ApproveForm):
    """A rejection says why."""

    remark = forms.CharField(label=_("Why is it rejected?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
