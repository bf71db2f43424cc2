"""Pages of the digital mailbox: who sees them, what stands in them, what the buttons do."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier
from tests.ubl_inbox.letters import SUPPLIER, US, letter, received
from ubl_inbox import ubl
from ubl_inbox.models import Attachment, Document
from ubl_inbox.services import receive

State = Document.State


@pytest.fixture
def document(dossier: Dossier) -> Document:
    return received(dossier)


def _url(document: Document, action: str = "") -> str:
    return f"/dossiers/{document.dossier_id}/mailbox/{document.pk}/{action}"


def test_purchases_list_the_invoice_with_its_channel(as_sme: Client, document: Document) -> None:
    page = as_sme.get(f"/dossiers/{document.dossier_id}/mailbox/purchases/").content.decode()

    assert "Veloparts Benelux NV" in page
    assert '<span class="badge-ch">CodaBox</span>' in page
    assert "+++441/0072/65553+++" in page


@pytest.mark.parametrize("path", ["purchases/", "sales/"])
def test_list_is_404_for_an_outsider(as_outsider: Client, document: Document, path: str) -> None:
    assert as_outsider.get(f"/dossiers/{document.dossier_id}/mailbox/{path}").status_code == 404


@pytest.mark.parametrize("action", ["", "approve/", "reject/", "reopen/"])
def test_document_is_404_for_an_outsider(as_outsider: Client, document: Document, action: str) -> None:
    method = as_outsider.post if action else as_outsider.get

    assert method(_url(document, action), {"remark": "x"}).status_code == 404
    assert Document.objects.get().state == State.TO_APPROVE


def test_mailbox_of_another_dossier_is_404_for_the_client(as_sme: Client, other_dossier: Dossier) -> None:
    assert as_sme.get(f"/dossiers/{other_dossier.pk}/mailbox/purchases/").status_code == 404


def test_document_under_another_dossier_is_404(
    as_accountant: Client, document: Document, other_dossier: Dossier
) -> None:
    assert as_accountant.get(f"/dossiers/{other_dossier.pk}/mailbox/{document.pk}/").status_code == 404


@pytest.mark.parametrize("text", ["veloparts", "2026-44718", "121,00", "121", "BE68 5390 0754 7034"])
def test_search_finds_name_number_amount_and_account(as_sme: Client, document: Document, text: str) -> None:
    page = as_sme.get(f"/dossiers/{document.dossier_id}/mailbox/purchases/", {"q": text, "state": ""})

    assert [row.pk for row in page.context["page"]] == [document.pk]


def test_search_without_result_says_so(as_sme: Client, document: Document) -> None:
    page = as_sme.get(
        f"/dossiers/{document.dossier_id}/mailbox/purchases/", {"q": "nobody"}, headers={"accept-language": "en"}
    )

    assert list(page.context["page"]) == []
    assert b"empty" in page.content


def test_client_approves(as_sme: Client, document: Document) -> None:
    answer = as_sme.post(_url(document, "approve/"), {"remark": "webshop"})

    assert answer["Location"] == f"/dossiers/{document.dossier_id}/mailbox/purchases/?shown={document.pk}"
    assert Document.objects.get().state == State.APPROVED


def test_rejection_without_reason_changes_nothing(as_sme: Client, document: Document) -> None:
    as_sme.post(_url(document, "reject/"), {"remark": " "})

    assert Document.objects.get().state == State.TO_APPROVE


def test_rejection_keeps_the_reason(as_sme: Client, document: Document) -> None:
    as_sme.post(_url(document, "reject/"), {"remark": "wrong price"})

    assert (Document.objects.get().state, Document.objects.get().remark) == (State.REJECTED, "wrong price")


def test_taking_back_opens_it_again(as_sme: Client, document: Document) -> None:
    as_sme.post(_url(document, "approve/"))
    as_sme.post(_url(document, "reopen/"))

    assert Document.objects.get().state == State.TO_APPROVE


def test_second_decision_tells_who_was_first(as_accountant: Client, as_sme: Client, document: Document) -> None:
    as_sme.post(_url(document, "approve/"))

    page = as_accountant.post(_url(document, "reject/"), {"remark": "late"}, follow=True)

    assert "Lena" in page.content.decode()
    assert Document.objects.get().state == State.APPROVED


def test_sales_have_no_decision(as_sme: Client, dossier: Dossier) -> None:
    xml = letter(supplier=US, customer=SUPPLIER)
    sale = receive(dossier=dossier, direction="sales", channel="codabox", xml=xml).document

    page = as_sme.get(_url(sale)).content.decode()

    assert "Veloparts Benelux NV" in page
    assert "approve/" not in page


def test_note_of_a_supplier_cannot_run_in_our_page(as_sme: Client, dossier: Dossier) -> None:
    document = received(dossier, note="<script>alert(1)</script>")

    page = as_sme.get(_url(document)).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_xml_is_downloaded_never_shown(as_sme: Client, document: Document) -> None:
    xml = document.attachments.get(role=Attachment.Role.XML)

    answer = as_sme.get(_url(document, f"files/{xml.pk}/"))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_pdf_is_shown(as_sme: Client, dossier: Dossier) -> None:
    document = received(dossier, profile=ubl.Profile.UBLBE)
    pdf = document.attachments.get(role=Attachment.Role.PDF)

    answer = as_sme.get(_url(document, f"files/{pdf.pk}/"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_file_is_404_for_an_outsider(as_outsider: Client, document: Document) -> None:
    xml = document.attachments.get(role=Attachment.Role.XML)

    assert as_outsider.get(_url(document, f"files/{xml.pk}/")).status_code == 404


def test_fragment_alone_is_sent_to_htmx(as_sme: Client, document: Document) -> None:
    page = as_sme.get(_url(document), headers={"HX-Request": "true", "HX-Target": "document"}).content.decode()

    assert page.lstrip().startswith("<article")


def test_pdf_may_stand_in_a_frame_of_our_own_page_only(as_sme: Client, dossier: Dossier) -> None:
    document = received(dossier, profile=ubl.Profile.UBLBE)
    pdf = document.attachments.get(role=Attachment.Role.PDF)

    answer = as_sme.get(_url(document, f"files/{pdf.pk}/"))

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_other_pages_stand_in_no_frame(as_sme: Client, document: Document) -> None:
    answer = as_sme.get(_url(document))

    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_search_alone_is_sent_to_htmx(as_sme: Client, document: Document) -> None:
    answer = as_sme.get(
        f"/dossiers/{document.dossier_id}/mailbox/purchases/",
        {"q": "velo"},
        headers={"HX-Request": "true", "HX-Target": "results"},
    )

    assert answer.content.decode().lstrip().startswith('<div id="results"')
    assert "HX-Target" in answer["Vary"]


@pytest.mark.parametrize(
    "address", ["?q=%00", "?state=nonsense", "?page=zz", f"?q={'9' * 90}", "?shown=99999999999999"]
)
def test_odd_addresses_are_no_fault(as_sme: Client, document: Document, address: str) -> None:
    page = as_sme.get(f"/dossiers/{document.dossier_id}/mailbox/purchases/{address}")

    assert page.status_code == 200


def test_document_of_another_dossier_is_not_shown_beside_the_list(
    as_accountant: Client, document: Document, other_dossier: Dossier
) -> None:
    page = as_accountant.get(f"/dossiers/{other_dossier.pk}/mailbox/purchases/", {"shown": document.pk})

    assert page.context["shown"] is None


def test_file_is_404_under_another_document(as_sme: Client, dossier: Dossier, document: Document) -> None:
    other = received(dossier, number="other")
    xml = document.attachments.get(role=Attachment.Role.XML)

    assert as_sme.get(_url(other, f"files/{xml.pk}/")).status_code == 404


def test_enclosure_cannot_run(as_sme: Client, document: Document) -> None:
    xml = document.attachments.get(role=Attachment.Role.XML)

    policy = as_sme.get(_url(document, f"files/{xml.pk}/"))["Content-Security-Policy"]

    assert "sandbox" in policy
    assert "default-src 'none'" in policy


def test_pdf_is_framed_by_our_own_pages_only(as_sme: Client, dossier: Dossier) -> None:
    document = received(dossier, profile=ubl.Profile.UBLBE)
    pdf = document.attachments.get(role=Attachment.Role.PDF)

    answer = as_sme.get(_url(document, f"files/{pdf.pk}/"))

    assert (answer["Content-Security-Policy"], answer["X-Frame-Options"]) == ("frame-ancestors 'self'", "SAMEORIGIN")
    assert (
        f'<iframe src="{_url(document)}files/{pdf.pk}/"' in as_sme.get(_url(document), {"view": "pdf"}).content.decode()
    )


def test_damaged_file_leaves_the_mailbox_readable(as_sme: Client, document: Document) -> None:
    xml = document.attachments.get(role=Attachment.Role.XML)
    xml.digest = "0" * 64
    xml.save()

    assert as_sme.get(_url(document)).context["shown"].invoice is None
    assert as_sme.get(_url(document, f"files/{xml.pk}/")).status_code == 404


def test_flags_are_told_in_words(as_sme: Client, dossier: Dossier) -> None:
    document = received(dossier, iban="BE00000000000000")

    page = as_sme.get(_url(document), headers={"accept-language": "en"}).content.decode()

    assert "The account number BE00000000000000 is not a valid IBAN." in page


def test_double_leads_to_the_first_one(as_sme: Client, dossier: Dossier, document: Document) -> None:
    again = received(dossier, note="again")

    assert f'href="{_url(document)}"' in as_sme.get(_url(again)).content.decode()


def test_long_list_costs_no_more_queries(
    as_sme: Client, dossier: Dossier, document: Document, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as short:
        as_sme.get(f"/dossiers/{dossier.pk}/mailbox/purchases/")
    for number in range(20):
        received(dossier, number=f"N{number}")

    with django_assert_num_queries(len(short)):
        as_sme.get(f"/dossiers/{dossier.pk}/mailbox/purchases/")
