"""Receiving an e-invoice, and deciding on it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dossiers.models import Dossier
from offices import storage
from offices.models import AuditEvent, Office, User
from tests.ubl_inbox.letters import DRAFT, SUPPLIER, US, letter, received
from ubl_inbox import ubl
from ubl_inbox.models import Attachment, Document
from ubl_inbox.services import AlreadyDecided, WrongCompany, approve, receive, reject, reopen

State = Document.State


def test_purchase_stands_in_the_mailbox(dossier: Dossier) -> None:
    document = received(dossier)

    assert (document.party_name, document.party_number, document.number) == (
        "Veloparts Benelux NV",
        "0633018832",
        "2026-44718",
    )
    assert (document.net, document.tax, document.payable) == (Decimal(100), Decimal(21), Decimal(121))
    assert (document.channel, document.state, document.ogm) == ("codabox", State.TO_APPROVE, DRAFT.ogm)


def test_original_file_is_kept_byte_for_byte(dossier: Dossier) -> None:
    xml = letter()
    document = receive(dossier=dossier, direction="purchase", channel="codabox", xml=xml).document

    kept = document.attachments.get(role=Attachment.Role.XML)
    assert storage.fetch(kept.stored_as, digest=kept.digest) == xml


def test_same_file_is_received_once(dossier: Dossier) -> None:
    first = received(dossier)

    again = receive(dossier=dossier, direction="purchase", channel="codabox", xml=letter())

    assert (again.document, again.created) == (first, False)
    assert Document.objects.count() == 1


def test_same_number_in_another_file_is_flagged(dossier: Dossier) -> None:
    received(dossier)

    again = received(dossier, number="2026/44718", note="sent once more")

    assert "possible-duplicate" in again.flags


def test_same_number_of_another_supplier_is_not_flagged(dossier: Dossier) -> None:
    received(dossier)

    other = received(dossier, supplier=replace(SUPPLIER, enterprise_number="0403019261"))

    assert "possible-duplicate" not in other.flags


def test_invoice_for_another_company_is_refused(dossier: Dossier) -> None:
    with pytest.raises(WrongCompany) as refused:
        received(dossier, customer=replace(US, enterprise_number="0403019261"))

    assert (refused.value.found, refused.value.expected) == ("0403019261", "0781234535")
    assert not Document.objects.exists()


def test_sale_shows_the_customer(dossier: Dossier) -> None:
    xml = letter(supplier=US, customer=SUPPLIER)

    document = receive(dossier=dossier, direction="sales", channel="codabox", xml=xml).document

    assert (document.direction, document.party_name) == ("sales", "Veloparts Benelux NV")


def test_file_that_is_no_invoice_is_refused(dossier: Dossier) -> None:
    with pytest.raises(ubl.UblError):
        receive(dossier=dossier, direction="purchase", channel="codabox", xml=b"<html/>")

    assert not Document.objects.exists()


def test_pdf_of_codabox_goes_before_the_one_inside(dossier: Dossier) -> None:
    pdf = ubl.one_page("Invoice", ["from CodaBox"])

    found = receive(
        dossier=dossier, direction="purchase", channel="codabox", xml=letter(profile=ubl.Profile.UBLBE), pdf=pdf
    )

    kept = found.document.attachments.get(role=Attachment.Role.PDF)
    assert storage.fetch(kept.stored_as, digest=kept.digest) == pdf


def test_approval_is_written_down(dossier: Dossier, sme: User, office: Office) -> None:
    document = approve(document=received(dossier), actor=sme, office=office, remark="webshop")

    assert (document.state, document.decided_by, document.remark) == (State.APPROVED, sme, "webshop")
    assert AuditEvent.objects.filter(action="document.approved", actor=sme).count() == 1


def test_second_decision_is_refused(dossier: Dossier, sme: User, accountant: User, office: Office) -> None:
    document = received(dossier)
    approve(document=document, actor=sme, office=office)

    with pytest.raises(AlreadyDecided) as refused:
        reject(document=document, actor=accountant, office=office, remark="too late")

    assert refused.value.document.decided_by == sme
    assert Document.objects.get().state == State.APPROVED


def test_decision_can_be_taken_back(dossier: Dossier, sme: User, office: Office) -> None:
    document = reject(document=received(dossier), actor=sme, office=office, remark="wrong price")

    document = reopen(document=document, actor=sme, office=office)

    assert (document.state, document.decided_by, document.remark) == (State.TO_APPROVE, None, "")


def test_sale_cannot_be_approved(dossier: Dossier, sme: User, office: Office) -> None:
    xml = letter(supplier=US, customer=SUPPLIER)
    sale = receive(dossier=dossier, direction="sales", channel="codabox", xml=xml).document

    with pytest.raises(AlreadyDecided):
        approve(document=sale, actor=sme, office=office)

    assert Document.objects.get().state == State.TO_APPROVE
