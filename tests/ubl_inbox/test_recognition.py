"""What is recognised in a purchase, and what a row warns of."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation

from dossiers.models import Dossier, Relation, RelationAccount
from tests.ubl_inbox.letters import DRAFT, SUPPLIER, US, letter, received
from ubl_inbox.models import Document
from ubl_inbox.recognition import Fact, recognise
from ubl_inbox.services import receive
from ubl_inbox.shown import ListedDocument

IBAN = str(DRAFT.iban)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def supplier(dossier: Dossier) -> Relation:
    return Relation.objects.create(
        dossier=dossier, kind="supplier", number="L20014", name="Veloparts", enterprise_number="0633018832"
    )


def _listed(document: Document) -> ListedDocument:
    return ListedDocument(document, recognise(document.dossier, [document])[document.pk])


def _short(document: Document) -> str:
    warning = _listed(document).warning
    return warning.short if warning else ""


def test_known_supplier_with_known_account_is_fully_recognised(dossier: Dossier, supplier: Relation) -> None:
    RelationAccount.objects.create(relation=supplier, iban=IBAN)

    listed = _listed(received(dossier))

    assert (listed.share_recognised, listed.warning) == (100, None)
    assert len(listed.facts) == 6


def test_supplier_without_number_in_the_books_is_known_by_name(dossier: Dossier, supplier: Relation) -> None:
    Relation.objects.filter(pk=supplier.pk).update(enterprise_number="", name=SUPPLIER.name)

    assert "L20014" in _listed(received(dossier)).facts[0].text


def test_name_does_not_outweigh_another_number(dossier: Dossier, supplier: Relation) -> None:
    Relation.objects.filter(pk=supplier.pk).update(enterprise_number="0403019261", name=SUPPLIER.name)

    assert not _listed(received(dossier)).facts[0].is_right


def test_new_account_of_a_known_supplier_is_warned_of(dossier: Dossier, supplier: Relation) -> None:
    assert _short(received(dossier)) == "New IBAN"


def test_account_of_another_relation_is_warned_of(dossier: Dossier, supplier: Relation) -> None:
    other = Relation.objects.create(dossier=dossier, kind="supplier", number="L9", name="Buitenband Groep")
    RelationAccount.objects.create(relation=other, iban=IBAN)

    facts = _listed(received(dossier)).facts

    assert Fact(False, "IBAN belongs to Buitenband Groep", "IBAN of another") in facts


def test_account_known_of_the_same_company_as_customer_is_its_own(dossier: Dossier, supplier: Relation) -> None:
    customer = Relation.objects.create(
        dossier=dossier, kind="customer", number="K1", name="Veloparts", enterprise_number=supplier.enterprise_number
    )
    RelationAccount.objects.create(relation=customer, iban=IBAN)

    assert _listed(received(dossier)).share_recognised == 100


def test_books_of_another_dossier_tell_nothing(dossier: Dossier, other_dossier: Dossier, supplier: Relation) -> None:
    Relation.objects.filter(pk=supplier.pk).update(dossier=other_dossier)
    RelationAccount.objects.create(relation=supplier, iban=IBAN)

    document = received(dossier)

    assert [fact.short for fact in _listed(document).facts if not fact.is_right] == ["New supplier", "New IBAN"]


def test_double_is_warned_of_before_anything_else(dossier: Dossier) -> None:
    received(dossier)

    assert _short(received(dossier, note="again")) == "Possibly double"


def test_our_own_account_on_a_sale_is_no_news(dossier: Dossier) -> None:
    xml = letter(supplier=US, customer=replace(SUPPLIER, enterprise_number="0403019261"))
    sale = receive(dossier=dossier, direction="sales", channel="codabox", xml=xml).document

    assert _listed(sale).warning is None
