"""What the mailbox shows."""

from dossiers.models import Dossier
from ubl_inbox.models import Document


def count_to_approve(dossier: Dossier) -> int:
    """Purchases that wait for a decision."""
    return Document.objects.filter(dossier=dossier, direction="purchase", state="to_approve").count()
