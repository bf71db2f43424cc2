"""Who changes lines of a dossier holds it: runs, hands and transfers come one after the other."""

from dossiers.models import Dossier


def lock(dossier: Dossier) -> None:
    """Holds the dossier until the transaction ends; waits for whoever holds it. Lines are locked after it, by pk.

    Rows that only refer to the dossier (a new relation, a waiting run) can still be written by others.
    """
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
