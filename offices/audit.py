"""The audit trail: every action has one registered sentence, shown in the reader's language."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offices.models import AuditEvent, Office, User

SENTENCES: dict[str, Promise | str] = {
    "office.created": _("Office %(target)s was created"),
    "codabox.connected": _("CodaBox was connected with a token"),
    "codabox.refused": _("CodaBox refused the token"),
    "codabox.consent_asked": _("CodaBox Connect was asked for a consent"),
    "codabox.consent_given": _("The office gave its consent to CodaBox Connect"),
    "codabox.consent_denied": _("The office denied its consent to CodaBox Connect"),
    "codabox.consent_withdrawn": _("The consent to CodaBox Connect was withdrawn"),
    "file.assigned": _("File %(target)s was given to %(dossier)s"),
    "file.asked_again": _("File %(target)s was asked for again"),
    "file.opened": _("The content of file %(target)s was opened"),
    "files.retried": _("%(count)s files were tried again (%(target)s)"),
    "support.files": _("Support looked at the files of this office"),
    "file.retried": _("File %(target)s was tried again"),
    "dossier.financial.on": _("Menu Financial was switched on for %(target)s"),
    "dossier.financial.off": _("Menu Financial was switched off for %(target)s"),
    "journal.coda.on": _("CODA was switched on for journal %(target)s"),
    "journal.coda.off": _("CODA was switched off for journal %(target)s"),
    "processing.overwrite_other_year.on": _("A statement may replace the never processed one of another year"),
    "processing.overwrite_other_year.off": _("A statement no longer replaces that of another year"),
    "processing.propose_on_amount.on": _("A match on the amount alone is proposed"),
    "processing.propose_on_amount.off": _("A match on the amount alone is applied, to be reviewed"),
    "processing.split_sets.on": _("Files with several statements are split"),
    "processing.split_sets.off": _("Files with several statements are only shown"),
    "coding_rule.saved": _("Coding rule %(target)s was saved"),
    "coding_rule.deleted": _("Coding rule %(target)s was deleted"),
    "coding.transfer_account": _("Transfers between own accounts of %(target)s: %(account)s (before: %(before)s)"),
    "statement.transferred": _("Statement %(target)s was transferred to the journal"),
    "transfer.undone": _("The transfer of statement %(target)s was taken back"),
    "transfer.fetched": _("%(by)s fetched the transfer of statement %(target)s"),
    "account.learned": _("Account %(target)s was learned from a hand-made choice"),
    "account.forgotten": _("Learned account %(target)s was forgotten"),
    "document.approved": _("Invoice %(target)s was approved"),
    "document.rejected": _("Invoice %(target)s was rejected"),
    "document.reopened": _("The decision on invoice %(target)s was taken back"),
    "api_token.issued": _("API token %(target)s was issued"),
    "secrets.rotated": _("Secrets were encrypted anew"),
}


def record(*, action: str, actor: User | None, office: Office | None, target: str = "", **params: Any) -> AuditEvent:
    """Adds one row to the trail. Raises `KeyError` for an action without a sentence."""
    SENTENCES[action]
    return AuditEvent.objects.create(action=action, actor=actor, office=office, target=target, params=params)


def sentence(event: AuditEvent) -> str:
    """The event in words, in the active language."""
    return str(SENTENCES[event.action]) % {"target": event.target, **event.params}
