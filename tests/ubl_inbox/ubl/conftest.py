"""One synthetic invoice of 100.00 + 21 % VAT, and a way to damage it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from ubl_inbox.ubl import DraftLine, DraftParty, InvoiceDraft, write

Edited = Callable[..., bytes]


@pytest.fixture(scope="session")
def draft() -> InvoiceDraft:
    return InvoiceDraft(
        number="F2026-17",
        issue_date=date(2026, 1, 15),
        due_date=date(2026, 2, 14),
        supplier=DraftParty("Drukkerij Peeters NV", "0505890632", "Kerkstraat 1", "9000", "Gent"),
        customer=DraftParty("Bakkerij Janssens BV", "0882555389", "Markt 2", "9052", "Gent"),
        lines=(DraftLine("Affiches", Decimal(2), Decimal(50), Decimal(21)),),
        ogm="+++601/6117/77874+++",
        iban="BE68539007547034",
        bic="GKCCBEBB",
        order_reference="PO-1",
    )


@pytest.fixture(scope="session")
def edited(draft: InvoiceDraft) -> Edited:
    """``edited(("old", "new"), …, kind=…)``: the file of the changed draft with texts replaced; each must occur."""

    def edit(*replacements: tuple[str, str], **changes: object) -> bytes:
        text = write(replace(draft, **cast("dict[str, Any]", changes))).decode()
        for old, new in replacements:
            assert old in text, old
            text = text.replace(old, new)
        return text.encode()

    return edit
