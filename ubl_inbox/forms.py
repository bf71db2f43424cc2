"""What people ask of the mailbox: which invoices to list, and what they decide on one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ubl_inbox.models import Document


class MailboxFilter(forms.Form):
    """The address of a list: `q` searches, `state` is a segment ("" lists all)."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=Document.State)

    def asked(self, name: str) -> str:
        """What the address says of this field; "" when that is nothing, or makes no sense."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class ApproveForm(forms.Form):
    """A remark for the accountant, if there is one."""

    remark = forms.CharField(
        label=_("Remark for the accountant"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("For instance: stock of the web shop")}),
    )


class RejectForm(forms.Form):
    """A rejection says why."""

    remark = forms.CharField(label=_("Why is it rejected?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
