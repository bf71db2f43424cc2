"""A busy day in a running demo: `python -m tests.browser.busy_day SUBDOMAIN DOSSIER` prints the path of its statement.

About a hundred lines of every kind on an account of its own, processed once as the hourly job would: most of them find
their place, the others are what an accountant sits down for.
"""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import django

from portal.demo.cast import belgian_iban

DAY = date(2026, 11, 20)
IBAN = belgian_iban(735, 218_009)
RELATIONS = 60
Row = dict[str, str]


def parties() -> Iterator[tuple[str, str]]:
    """Number and name of the customers of this day."""
    return ((f"K{n:03d}", f"Klant {n:03d} Wielewaal") for n in range(RELATIONS))


def amount_of(n: int) -> Decimal:
    """No two alike, but for what `twins` makes."""
    return Decimal(100 + 7 * n) + Decimal(n % 90) / 100


def rows() -> Iterator[tuple[str, Row]]:
    """Amount and fields of every movement."""
    for n in range(40):
        yield str(amount_of(n)), {"name": f"Klant {n:03d}", "text": f"Factuur BD2026-{n:04d}"}
    for n in range(40, 50):
        yield str(amount_of(n)), {"name": f"Betaler {n}", "text": "zie bijlage"}
    for n in range(8):
        yield "750.00", {"name": f"Onbekende {n}", "text": "bedankt"}
    for n in range(50, 60):
        yield str(100 + n), {"name": f"Klant {n:03d}", "text": f"bestelling BD2026-{n:04d}"}
    for n in range(20):
        yield f"-{61 + n}.40", {"name": "Tankstation Leieboord", "text": f"Kaart {n:02d}", "transaction": "02",
                                "family": "04"}  # fmt: skip
    for n in range(12):
        yield f"-{n + 1}.25", {"name": "KBC", "text": "Beheerskosten", "family": "35", "transaction": "37"}


def make(code: str) -> str:
    """The statement in this dossier of the office in force, with one run over it; its path."""
    import coda
    from dossiers.models import Dossier, Relation
    from financial import processing
    from financial.importing import import_statement
    from financial.models import Journal, OpenItem

    dossier = Dossier.objects.get(code=code)
    journal = Journal.objects.create(dossier=dossier, code="F09", name="KBC Webwinkel", iban=IBAN, coda_enabled=True)
    made = [Relation(dossier=dossier, kind="customer", number=number, name=name) for number, name in parties()]
    items = [
        OpenItem(relation=relation, document=f"BD2026-{n:04d}", open=amount_of(n), date=date(2026, 10, 1 + n % 28))
        for n, relation in enumerate(Relation.objects.bulk_create(made))
    ]
    twins = [OpenItem(relation=owner, document=f"TW{n}", open=750, date=DAY) for n, owner in enumerate(made[:3])]
    OpenItem.objects.bulk_create([*items, *twins])
    builder = coda.build(IBAN, date=DAY, old_balance=1000, number=218)
    for amount, fields in rows():
        builder = builder.movement(amount, **{"family": "01", "transaction": "50"} | fields)
    statement = import_statement(journal=journal, source=builder.statement()).statement
    processing.process(dossier=dossier, statement=statement)
    return f"dossiers/{dossier.pk}/statements/{statement.pk}/"


def main(subdomain: str, code: str) -> None:
    django.setup()
    from django_tenants.utils import schema_context

    with schema_context(f"office_{subdomain}"):
        sys.stdout.write(make(code))


if __name__ == "__main__":
    main(*sys.argv[1:])
