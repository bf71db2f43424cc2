"""Two people, or two workers, at the same moment."""

import threading
from functools import partial

import pytest
from django_tenants.utils import tenant_context

from dossiers.models import Dossier
from offices.models import AuditEvent, Office
from tests.lasting import apart, lasting_member, together
from tests.ubl_inbox.letters import letter, received
from ubl_inbox.models import Document
from ubl_inbox.services import AlreadyDecided, approve, receive, reject


@pytest.fixture
def dossier(lasting_office: Office) -> Dossier:
    def create() -> Dossier:
        with tenant_context(lasting_office):
            return Dossier.objects.create(code="WIEL", name="Fietsatelier Wielewaal BV", enterprise_number="0781234535")

    return apart(create)


def test_two_decisions_at_once_leave_one(lasting_office: Office, dossier: Dossier) -> None:
    start = threading.Barrier(2, timeout=10)
    anna, bert = lasting_member(lasting_office, "Anna"), lasting_member(lasting_office, "Bert")

    def prepare() -> Document:
        with tenant_context(lasting_office):
            return received(dossier)

    def decide(decision: partial[Document]) -> str:
        with tenant_context(lasting_office):
            start.wait()
            try:
                return decision(document=document, office=lasting_office).state
            except AlreadyDecided as error:
                return f"after {error.document.state}"

    def read() -> tuple[str, int]:
        with tenant_context(lasting_office):
            decisions = AuditEvent.objects.filter(office=lasting_office, action__startswith="document.")
            return Document.objects.get().state, decisions.count()

    document = apart(prepare)
    outcomes = together(
        partial(decide, partial(approve, actor=anna)), partial(decide, partial(reject, actor=bert, remark="no"))
    )

    state, decisions = apart(read)
    assert sorted(outcomes) == sorted([state, f"after {state}"])
    assert decisions == 1


def test_one_file_brought_twice_at_once_is_one_document(lasting_office: Office, dossier: Dossier) -> None:
    start = threading.Barrier(2, timeout=10)

    def bring() -> tuple[int, bool]:
        with tenant_context(lasting_office):
            start.wait()
            brought = receive(dossier=dossier, direction="purchase", channel="codabox", xml=letter())
            return brought.document.pk, brought.created

    def read() -> list[tuple[int, int]]:
        with tenant_context(lasting_office):
            return [(document.pk, document.attachments.count()) for document in Document.objects.all()]

    first, second = together(bring, bring)

    assert first[0] == second[0]
    assert sorted([first[1], second[1]]) == [False, True]
    assert apart(read) == [(first[0], 1)]
