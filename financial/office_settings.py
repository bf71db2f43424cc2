"""How the office wants its statements processed: one row of choices, of which the defaults are the careful ones."""

from django.db import transaction

from financial.models import ProcessingSettings, Statement
from offices import audit
from offices.models import Office, User

_ROW = 1
CHOICES = ("overwrite_other_year", "propose_on_amount", "split_sets")


def get() -> ProcessingSettings:
    """The choices of the office in force."""
    return ProcessingSettings.objects.filter(pk=_ROW).first() or ProcessingSettings(pk=_ROW)


@transaction.atomic
def change(*, actor: User | None, office: Office, **choices: bool) -> ProcessingSettings:
    """Changes the choices that are given (names of `CHOICES`); each change stands in the audit trail.

    Switching `split_sets` on also releases the statements of earlier files that waited for it.
    """
    ProcessingSettings.objects.get_or_create(pk=_ROW)
    settings = ProcessingSettings.objects.select_for_update().get(pk=_ROW)
    changed = [name for name in CHOICES if name in choices and getattr(settings, name) != choices[name]]
    for name in changed:
        setattr(settings, name, choices[name])
        action = f"processing.{name}.on" if choices[name] else f"processing.{name}.off"
        audit.record(action=action, actor=actor, office=office)
    if changed:
        settings.save(update_fields=changed)
    if settings.split_sets and "split_sets" in changed:
        Statement.objects.filter(processable=False).update(processable=True)
    return settings
