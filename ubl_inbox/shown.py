"""One document as its page shows it: the sheet, what we recognised, how it went."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from offices.templatetags.afpunt import moment
from ubl_inbox import queries, ubl
from ubl_inbox.forms import ApproveForm, RejectForm
from ubl_inbox.models import Attachment, Document

_PROFILES = {
    "bis3": "Peppol BIS 3",
    "ublbe": "UBL.BE",
    "efff": "e-FFF",
    "pint": "Peppol PINT",
    "self-billing": "Peppol self-billing",
    "generic": "UBL",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of *Progress*; `state` is y (done), a (now), r (refused) or n (to come)."""

    state: str
    text: str
    detail: str = ""


class ShownDocument:
    """A document with everything its page needs, read when it is asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def invoice(self) -> ubl.Invoice:
        return queries.invoice_of(self.document)

    @cached_property
    def facts(self) -> list[queries.Fact]:
        return queries.recognised(self.document)

    @property
    def share_recognised(self) -> int:
        """Per cent of the facts that are right."""
        return round(100 * sum(fact.is_right for fact in self.facts) / len(self.facts))

    @property
    def profile(self) -> str:
        return _PROFILES.get(self.document.profile, self.document.profile)

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative when it is late."""
        due = self.document.due_date
        return (due - timezone.localdate()).days if due else None

    @cached_property
    def files(self) -> list[Attachment]:
        return list(self.document.attachments.all())

    @property
    def pdf(self) -> Attachment | None:
        return next((file for file in self.files if file.role == Attachment.Role.PDF), None)

    @property
    def is_purchase(self) -> bool:
        return self.document.direction == Document.Direction.PURCHASE

    @property
    def is_open(self) -> bool:
        return self.is_purchase and self.document.state == Document.State.TO_APPROVE

    @property
    def approve_form(self) -> ApproveForm:
        return ApproveForm(auto_id=f"approve_{self.document.pk}_%s")

    @property
    def reject_form(self) -> RejectForm:
        return RejectForm(auto_id=f"reject_{self.document.pk}_%s")

    @property
    def steps(self) -> list[Step]:
        channel = self.document.get_channel_display()
        received = Step(
            "y", _("Received through %(channel)s") % {"channel": channel}, moment(self.document.received_at)
        )
        if not self.is_purchase:
            return [received]
        return [received, *self._decision()]

    def _decision(self) -> list[Step]:
        document = self.document
        if self.is_open:
            return [Step("a", _("To approve")), Step("n", _("To the books"))]
        told = f"{document.decided_by} · {moment(document.decided_at)}"
        if document.state == Document.State.REJECTED:
            return [Step("r", _("Rejected"), told)]
        return [Step("y", _("Approved"), told), Step("n", _("To the books"))]
