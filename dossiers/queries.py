"""What the list of dossiers shows."""

import re

from django.db.models import Q, QuerySet

from dossiers.models import Dossier


def search(dossiers: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """The dossiers in whose name or code every word stands, or whose enterprise number has the digits."""
    named = Q()
    for word in text.split():
        named &= Q(name__icontains=word) | Q(code__icontains=word)
    digits = re.sub(r"^BE|[.\s]", "", text.upper())
    numbered = Q(enterprise_number__contains=digits) if digits.isdigit() else Q()
    return dossiers.filter(named | numbered) if text.strip() else dossiers
