"""Bank accounts that transfers taught, and forgetting one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dossiers.access import get_managed_dossier_or_404
from financial import learning
from offices.http import OfficeRequest


@require_GET
def learned_accounts(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was learned in a dossier, from which line and by whose choice."""
    dossier = get_managed_dossier_or_404(request, pk)
    context = {"dossier": dossier, "accounts": learning.learned_accounts(dossier)}
    return render(request, "financial/learned.html", context)


@require_POST
def forget_account(request: OfficeRequest, pk: int, account_pk: int) -> HttpResponse:
    """Forgets a learned account; lines that were placed by it stay as they are."""
    dossier = get_managed_dossier_or_404(request, pk)
    account = get_object_or_404(learning.learned_accounts(dossier), pk=account_pk)
    learning.forget(account=account, actor=request.user, office=request.office)
    messages.success(request, _("Account %(iban)s was forgotten.") % {"iban": account.iban})
    return redirect("financial:learned", pk=dossier.pk)
