"""Receiving an e-invoice, and deciding on it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dossiers.models import Dossier
from offices import storage
from offices.models import AuditEvent, Office, User
from tests.ubl_inbox.letters import DRAFT, SUPPLIER, US, letter, received
from ubl_inbox import ubl
from ubl_inbox.models import Attachment, Document
from ubl_inbox.services import AlreadyDecided, ReasonMissing, WrongCompany, approve, receive, reject, reopen

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


def test_pdf_that_came_twice_is_kept_once(dossier: Dossier) -> None:
    xml = letter(profile=ubl.Profile.UBLBE)
    inside = ubl.read(xml).main_attachment
    assert inside is not None

    found = receive(dossier=dossier, direction="purchase", channel="codabox", xml=xml, pdf=inside.content)

    assert [(file.role, file.name) for file in found.document.attachments.all()] == [
        ("xml", "invoice.xml"),
        ("pdf", "invoice.pdf"),
    ]


def test_image_that_is_no_pdf_is_kept_but_not_shown_as_one(dossier: Dossier) -> None:
    found = receive(dossier=dossier, direction="purchase", channel="codabox", xml=letter(), pdf=b"<html>no</html>")

    kept = found.document.attachments.exclude(role=Attachment.Role.XML).get()
    assert (kept.role, kept.mime) == (Attachment.Role.EXTRA, "application/octet-stream")


def test_pdf_beside_the_file_is_not_missing(dossier: Dossier) -> None:
    pdf = ubl.one_page("Invoice", ["from CodaBox"])

    with_pdf = receive(dossier=dossier, direction="purchase", channel="codabox", xml=letter(), pdf=pdf).document
    without = received(dossier, number="2026-44719")

    assert "pdf-missing" not in with_pdf.flags
    assert "pdf-missing" in without.flags


def test_same_number_in_another_year_is_not_flagged(dossier: Dossier) -> None:
    received(dossier)

    other = received(dossier, issue_date=date(2025, 11, 6), due_date=date(2025, 12, 6))

    assert "possible-duplicate" not in other.flags


def test_credit_note_with_the_number_of_an_invoice_is_not_flagged(dossier: Dossier) -> None:
    received(dossier)

    credit = received(dossier, kind=ubl.Kind.CREDIT_NOTE, preceding_invoice="2026-44718")

    assert "possible-duplicate" not in credit.flags


def test_self_billed_invoice_from_our_customer_is_a_sale(dossier: Dossier) -> None:
    xml = letter(supplier=US, customer=SUPPLIER).replace(b">380<", b">389<")

    document = receive(dossier=dossier, direction="purchase", channel="codabox", xml=xml).document

    assert (document.direction, document.party_number) == ("sales", SUPPLIER.enterprise_number)


def test_self_billed_invoice_between_others_is_refused(dossier: Dossier) -> None:
    others = replace(US, enterprise_number="0403019261")
    xml = letter(customer=others).replace(b">380<", b">389<")

    with pytest.raises(WrongCompany):
        receive(dossier=dossier, direction="purchase", channel="codabox", xml=xml)


def test_file_without_number_of_the_buyer_is_accepted(dossier: Dossier) -> None:
    document = received(dossier, customer=replace(US, enterprise_number="", vat=""))

    assert document.dossier == dossier


def test_approval_is_written_down(dossier: Dossier, sme: User, office: Office) -> None:
    document = approve(document=received(dossier), actor=sme, office=office, remark="webshop")

    assert (document.state, document.decided_by, document.remark) == (State.APPROVED, sme, "webshop")
    assert AuditEvent.objects.filter(action="document.approved", actor=sme).count() == 1


def test_rejection_without_reason_is_refused(dossier: Dossier, sme: User, office: Office) -> None:
    document = received(dossier)

    with pytest.raises(ReasonMissing):
        reject(document=document, actor=sme, office=office, remark=" ")

    assert Document.objects.get().state == State.TO_APPROVE
    assert not AuditEvent.objects.filter(action="document.rejected").exists()


def test_reason_outlives_the_decision_in_the_audit_trail(dossier: Dossier, sme: User, office: Office) -> None:
    document = reject(document=received(dossier), actor=sme, office=office, remark="wrong price")
    reopen(document=document, actor=sme, office=office)

    assert AuditEvent.objects.get(action="document.rejected").params == {"remark": "wrong price"}


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


def test_newer_decision_is_not_taken_back(dossier: Dossier, sme: User, accountant: User, office: Office) -> None:
    seen = approve(document=received(dossier), actor=sme, office=office)
    reopen(document=seen, actor=accountant, office=office)
    reject(document=seen, actor=accountant, office=office, remark="double")

    with pytest.raises(AlreadyDecided):
        reopen(document=seen, actor=sme, office=office)

    assert Document.objects.get().state == State.REJECTED


def test_taking_back_twice_does_nothing_more(dossier: Dossier, sme: User, office: Office) -> None:
    seen = approve(document=received(dossier), actor=sme, office=office)

    reopen(document=seen, actor=sme, office=office)
    reopen(document=seen, actor=sme, office=office)

    assert AuditEvent.objects.filter(action="document.reopened").count() == 1


def test_sale_cannot_be_approved(dossier: Dossier, sme: User, office: Office) -> None:
    xml = letter(supplier=US, customer=SUPPLIER)
    sale = receive(dossier=dossier, direction="sales", channel="codabox", xml=xml).document

    with pytest.raises(AlreadyDecided):
        approve(document=sale, actor=sme, office=office)

    assert Document.objects.get().state == State.TO_APPROVE
