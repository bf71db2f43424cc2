"""Documents as the screens show them: a row of the list, and the page of one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from offices.templatetags.afpunt import bank_date, moment
from ubl_inbox import queries, ubl
from ubl_inbox.forms import ApproveForm, RejectForm
from ubl_inbox.models import Attachment, Document
from ubl_inbox.recognition import Fact, recognise

_PROFILES = {
    "bis3": "Peppol BIS 3",
    "ublbe": "UBL.BE",
    "efff": "e-FFF",
    "pint": "Peppol PINT",
    "self-billing": "Peppol self-billing",
    "generic": "UBL",
}
# How a file was made matters to its sender, not to who approves: these remarks are told quietly.
_TECHNICAL = frozenset(
    {
        ubl.FlagCode.REPAIRED_ENCODING,
        ubl.FlagCode.REPAIRED_START,
        ubl.FlagCode.NO_NAMESPACE,
        ubl.FlagCode.UNWRAPPED,
        ubl.FlagCode.UNKNOWN_PROFILE,
        ubl.FlagCode.DATE_WITH_TIME,
    }
)
_SAYS_NOTHING = frozenset({"", "-", "n/a", "na", "nvt", "n.v.t.", "none"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of *Progress*; `state` is y (done), a (now), r (refused) or n (to come)."""

    state: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader noticed in the file, in words."""

    is_technical: bool
    text: str


class ListedDocument:
    """A row of the list: the document, when it is due, and what to look at."""

    def __init__(self, document: Document, facts: Iterable[Fact]) -> None:
        self.document = document
        self.facts = tuple(facts)

    @property
    def is_purchase(self) -> bool:
        return self.document.direction == Document.Direction.PURCHASE

    @property
    def is_open(self) -> bool:
        """It waits for a decision."""
        return self.is_purchase and self.document.state == Document.State.TO_APPROVE

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative when it is late."""
        due = self.document.due_date
        return (due - timezone.localdate()).days if due else None

    @property
    def is_late(self) -> bool:
        """Its day has passed while it waits for a decision."""
        return self.is_open and self.days_left is not None and self.days_left < 0

    @property
    def due_day(self) -> str:
        """The due date for a row: without the year unless that is another one."""
        due = self.document.due_date
        this_year = due is not None and due.year == timezone.localdate().year
        return bank_date(due, "short" if this_year else "table")

    @property
    def share_recognised(self) -> int:
        """Per cent of the facts that are right."""
        return round(100 * sum(fact.is_right for fact in self.facts) / len(self.facts))

    @property
    def warning(self) -> Fact | None:
        """The last fact that is not right: those told last are about money that may go wrong."""
        return next((fact for fact in reversed(self.facts) if not fact.is_right), None)


class ShownDocument(ListedDocument):
    """A document with everything its page needs, read when it is asked for."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, recognise(document.dossier, [document])[document.pk])

    @cached_property
    def invoice(self) -> ubl.Invoice | None:
        """The invoice in its file; None when storage cannot give the file back."""
        try:
            return queries.invoice_of(self.document)
        except queries.FileUnreadable:
            return None

    @property
    def references(self) -> list[tuple[str, str]]:
        """What the sender refers to, as the sheet shows it: words and number."""
        invoice = self.invoice
        if invoice is None:
            return []
        named = [
            (_("Your reference"), invoice.buyer_reference),
            (_("Order number"), invoice.order_reference),
            (_("Contract"), invoice.contract_reference),
            (_("Project"), invoice.project_reference),
            (_("Concerns invoice"), ", ".join(invoice.preceding_invoices)),
        ]
        return [(name, value) for name, value in named if value.casefold() not in _SAYS_NOTHING]

    @property
    def remarks(self) -> list[Remark]:
        """What the reader noticed, the remarks that ask for attention first."""
        flags = self.invoice.flags if self.invoice else ()
        told = [flag for flag in flags if flag.code != ubl.FlagCode.PDF_MISSING]
        remarks = [Remark(flag.code in _TECHNICAL, _(flag.template) % flag.params) for flag in told]
        return sorted(remarks, key=lambda remark: remark.is_technical)

    @cached_property
    def twin(self) -> Document | None:
        """The document this one seems to repeat, if it still does."""
        return queries.earlier_twin(self.document)

    @property
    def profile(self) -> str:
        return _PROFILES.get(self.document.profile, self.document.profile)

    @cached_property
    def files(self) -> list[Attachment]:
        return list(self.document.attachments.all())

    @property
    def pdf(self) -> Attachment | None:
        return next((file for file in self.files if file.role == Attachment.Role.PDF), None)

    @cached_property
    def approve_form(self) -> ApproveForm:
        """The remark stands in the side panel, away from the button: it names the form of the button."""
        form = ApproveForm(auto_id=f"approve_{self.document.pk}_%s")
        form.fields["remark"].widget.attrs["form"] = f"approve-{self.document.pk}"
        return form

    @cached_property
    def reject_form(self) -> RejectForm:
        return RejectForm(auto_id=f"reject_{self.document.pk}_%s")

    @property
    def steps(self) -> list[Step]:
        return list(self._steps())

    def _steps(self) -> Iterator[Step]:
        document = self.document
        channel = {"channel": document.get_channel_display()}
        yield Step("y", _("Received through %(channel)s") % channel, moment(document.received_at))
        if self.is_open:
            yield Step("a", _("To approve"))
        elif self.is_purchase:
            told = f"{document.decided_by} · {moment(document.decided_at)}"
            rejected = document.state == Document.State.REJECTED
            yield Step("r" if rejected else "y", _("Rejected") if rejected else _("Approved"), told)
        if self.is_purchase and document.state != Document.State.REJECTED:
            yield Step("n", _("To the books"))
