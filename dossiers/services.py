"""What changes dossiers and who may open them."""

from django.db import transaction

from dossiers.models import Dossier, DossierAccess
from offices import audit
from offices.models import Office, User


@transaction.atomic
def switch_financial(*, dossier: Dossier, on: bool, actor: User | None, office: Office) -> bool:
    """Shows or hides the menu *Financial* to everybody in the dossier. False when it already stood that way."""
    changed = Dossier.objects.filter(pk=dossier.pk, financial_enabled=not on).update(financial_enabled=on)
    dossier.financial_enabled = on
    if not changed:
        return False
    action = "dossier.financial.on" if on else "dossier.financial.off"
    audit.record(action=action, actor=actor, office=office, target=dossier.name)
    return True


def grant_access(*, dossier: Dossier, user: User) -> None:
    """Lets an SME user into the dossier. Safe to repeat; office staff need no grant."""
    DossierAccess.objects.get_or_create(dossier=dossier, user=user)
