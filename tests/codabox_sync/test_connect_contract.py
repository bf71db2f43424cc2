"""Answers of CodaBox Connect as its official SDK describes them; the values are our own."""

from typing import Any

import httpx
import pytest

from codabox_sync import errors
from codabox_sync.connect.answers import Consent, Document
from codabox_sync.connect.provider import ACCEPT, MODELS
from tests.codabox_sync.connecting import BAKKER, NOW, answered_by

OFFICE = "0b6b3a0e-6f0e-4c39-9a56-2f6f0f5a3f10"
UUID = "5a2c4e6e-8f7b-4d9b-9c3e-0d1e2f3a4b5c"

CONSENT = {
    "accountingOfficeId": OFFICE,
    "accountingOfficeCompanyNumber": "0403019261",
    "confirmationUri": "https://mycodabox.example/consents/5a2c4e6e",
    "requestedAt": "2026-01-05T09:00:00.000Z",
    "status": "unconfirmed",
}
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "bankAccountStatement": {"iban": "BE68539007547034", "createdAt": "2026-01-05T04:00:00.000Z"},
    "purchaseInvoice": {"receivedAt": "2026-01-05T04:00:00.000Z", "availableContentTypes": ["application/xml"]},
    "salesInvoice": {"createdAt": "2026-01-05T04:00:00.000Z", "invoicingSoftware": "Zelfgemaakt"},
    "payrollStatement": {"createdAt": "2026-01-05T04:00:00.000Z", "socialOfficeId": "S12"},
    "creditCardStatement": {
        "bankName": "Zandbank",
        "billingPeriod": "2026-01",
        "clientReference": "K1",
        "receivedAt": "2026-01-05T04:00:00.000Z",
    },
}


def document(type: str, id: str = UUID) -> dict[str, Any]:
    client = {"data": {"type": "client", "id": BAKKER}}
    return {"type": type, "id": id, "attributes": ATTRIBUTES[type], "relationships": {"client": client}}


def found(*documents: dict[str, Any], **more: Any) -> dict[str, Any]:
    listed = [{"type": item["type"], "id": item["id"]} for item in documents]
    relationships = {"clients": {"data": [{"type": "client", "id": BAKKER}]}, "documents": {"data": listed}}
    data = {"type": "documentSearch", "id": OFFICE, "attributes": {}, "relationships": relationships}
    return {"data": data, "included": {"documents": list(documents)}, **more}


def first_page(answer: Any, status: int = 200) -> tuple[Document, ...]:
    client = answered_by(lambda request: httpx.Response(status, json=answer))
    return next(client.search(OFFICE, "bankAccountStatement", [BAKKER], since=NOW, limit=100), ())


def consent_answer(**changed: Any) -> httpx.Response:
    data = {"type": "accountingOfficeConsent", "id": UUID, "attributes": CONSENT | changed}
    return httpx.Response(201, json={"data": data})


def test_consent() -> None:
    client = answered_by(lambda request: consent_answer())

    assert client.ask_consent("0403019261") == Consent(
        UUID, "unconfirmed", OFFICE, "0403019261", "https://mycodabox.example/consents/5a2c4e6e"
    )


def test_consent_may_keep_the_office_to_itself_until_it_is_confirmed() -> None:
    client = answered_by(lambda request: consent_answer(accountingOfficeId=None))

    assert client.consent(UUID).office_id == ""


def test_consent_leads_to_a_web_page_only() -> None:
    client = answered_by(lambda request: consent_answer(confirmationUri="javascript:alert(1)"))

    with pytest.raises(errors.BadAnswer, match=r"data\.attributes\.confirmationUri should be a web address"):
        client.consent(UUID)


def test_request_for_a_consent_is_what_the_sdk_sends() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return consent_answer()

    answered_by(answer).ask_consent("0403019261", "https://office.example/back")

    assert (sent[0].method, sent[0].url.path) == ("POST", "/codabox-connect/accounting-office-consents")
    assert sent[0].headers["content-type"] == sent[0].headers["accept"] == "application/vnd.api+json"
    assert sent[0].headers["authorization"] == "Bearer the-bearer"
    assert sent[0].content == (
        b'{"data":{"type":"accountingOfficeConsent","attributes":'
        b'{"accountingOfficeCompanyNumber":"0403019261","redirectUri":"https://office.example/back"}}}'
    )


def test_search_puts_its_paging_at_the_top() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=found(document("bankAccountStatement")) if len(sent) == 1 else found())

    list(answered_by(answer).search(OFFICE, "bankAccountStatement", [BAKKER], since=NOW, limit=100))

    assert sent[0].url.path == f"/codabox-connect/accounting-offices/{OFFICE}/document-searches"
    assert sent[1].content.decode() == (
        '{"data":{"type":"documentSearch","attributes":{"documentType":"bankAccountStatement",'
        '"from":"2026-01-20T09:30:00.000Z"},"relationships":{"clients":{"data":[{"type":"client","id":"0123456749"}]}}},'
        f'"meta":{{"paging":{{"limit":100,"after":"{UUID}"}}}}}}'
    )


@pytest.mark.parametrize("type", list(MODELS))
def test_document_of_every_type(type: str) -> None:
    read = first_page(found(document(type)))[0]

    assert (read.type, read.id, read.client, read.attributes) == (type, UUID, BAKKER, ATTRIBUTES[type])
    assert read.dated is not None
    assert read.dated.isoformat() == "2026-01-05T04:00:00+00:00"


def test_id_of_a_credit_card_statement_is_any_text() -> None:
    assert first_page(found(document("creditCardStatement", "VISA-2026:01")))[0].id == "VISA-2026:01"


@pytest.mark.parametrize("id", ["..", "a/b", "a b", "", "x" * 91])
def test_id_that_would_lead_elsewhere_is_refused(id: str) -> None:
    with pytest.raises(errors.BadAnswer):
        first_page(found(document("bankAccountStatement", id)))


def test_cursor_of_the_answer_is_preferred() -> None:
    bodies: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content.decode())
        page = found(document("bankAccountStatement"), meta={"paging": {"after": "theirs"}})
        return httpx.Response(200, json=page if len(bodies) == 1 else found())

    list(answered_by(answer).search(OFFICE, "bankAccountStatement", [BAKKER], since=NOW, limit=100))

    assert '"after":"theirs"' in bodies[1]


def test_answer_without_documents_is_an_empty_page() -> None:
    assert first_page({"data": found()["data"]}) == ()


def test_documents_named_but_not_included_are_a_fault_not_a_loss() -> None:
    with pytest.raises(errors.BadAnswer, match="included should be an object"):
        first_page({"data": found(document("bankAccountStatement"))["data"]})


def test_media_types_of_every_collection() -> None:
    assert ACCEPT == {
        "bankAccountStatement": {"cod": "application/vnd.coda.v1+cod", "pdf": "application/pdf"},
        "purchaseInvoice": {"xml": "application/xml", "pdf": "application/pdf"},
        "salesInvoice": {"xml": "application/xml", "pdf": "application/pdf"},
        "payrollStatement": {"xml": "application/vnd.soda.v1+xml", "pdf": "application/pdf"},
        "creditCardStatement": {"xml": "application/vnd.caro.v1+xml", "pdf": "application/pdf"},
    }


def test_errors_of_json_api_keep_code_words_and_place() -> None:
    body = {
        "errors": [
            {"code": "validationError", "detail": "must not be null", "source": {"pointer": "/data/type"}},
            {"code": "other", "detail": "and more", "meta": {"requestId": "1"}},
        ]
    }
    with pytest.raises(errors.RequestRefused) as caught:
        first_page(body, 400)

    assert caught.value.params["reason"] == "validationError"
    assert caught.value.params["detail"] == "must not be null (/data/type); and more"


def test_not_found_of_a_search_is_gone() -> None:
    with pytest.raises(errors.Gone):
        first_page({"errors": [{"code": "notFound", "detail": "No files were found"}]}, 404)


def test_unknown_office_is_not_mistaken_for_nothing_found() -> None:
    with pytest.raises(errors.OfficeUnknown):
        first_page({"errors": [{"code": "unknownAccountingOffice", "detail": ""}]}, 404)
