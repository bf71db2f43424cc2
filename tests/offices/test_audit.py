"""The audit trail: sentences for what happened, and no way back."""

import pytest
from django.utils import translation

from offices import audit
from offices.models import AuditEvent, Office, User


def test_event_reads_as_a_sentence(janssens: Office, owner: User) -> None:
    event = audit.record(action="journal.coda.on", actor=owner, office=janssens, target="F01")

    with translation.override("en"):
        assert audit.sentence(event) == "CODA was switched on for journal F01"


def test_action_without_sentence_is_refused(janssens: Office) -> None:
    with pytest.raises(KeyError):
        audit.record(action="office.vanished", actor=None, office=janssens)

    assert not AuditEvent.objects.filter(action="office.vanished").exists()


def test_event_cannot_be_deleted(janssens: Office) -> None:
    event = audit.record(action="office.created", actor=None, office=janssens)

    with pytest.raises(TypeError):
        event.delete()


def test_event_cannot_be_changed(janssens: Office) -> None:
    event = audit.record(action="office.created", actor=None, office=janssens)

    with pytest.raises(TypeError):
        event.save()
