"""The one door to a dossier. Who has no business there gets 404, as if it did not exist."""

from django.db.models import QuerySet
from django.http import Http404

from dossiers.models import Dossier
from offices.http import OfficeRequest


def dossiers_of(request: OfficeRequest) -> QuerySet[Dossier]:
    """Every dossier this user may open: all for office staff, the granted ones for an SME user."""
    if request.office is None or request.membership is None:
        return Dossier.objects.none()
    if request.membership.is_office_staff:
        return Dossier.objects.all()
    return Dossier.objects.filter(access__user=request.user)


def get_dossier_or_404(request: OfficeRequest, pk: int) -> Dossier:
    """The dossier, also left on the request as `request.dossier` for the navigation."""
    dossier = dossiers_of(request).filter(pk=pk).first()
    if dossier is None:
        raise Http404
    request.dossier = dossier
    return dossier


def get_managed_dossier_or_404(request: OfficeRequest, pk: int) -> Dossier:
    """As `get_dossier_or_404`, for what only office staff may do: settings, processing."""
    if request.membership is None or not request.membership.is_office_staff:
        raise Http404
    return get_dossier_or_404(request, pk)
