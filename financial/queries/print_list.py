"""The printed list of a statement: its lines with what asks for attention, and what is wrong with it as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum.be import ogm_vcs

from coda.communications import OGM_TYPES
from financial.errors import ProcessingError
from financial.models import CodingRule, Statement, StatementLine
from financial.processing.runs import check
from financial.queries.statements import PageLine, gap_before, statement_page
from offices.templatetags.afpunt import amount

Status = StatementLine.Status
_ZERO = Decimal(0)
_Codes = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line, with what is to be said about it."""

    page_line: PageLine
    remarks: list[str]

    @property
    def line(self) -> StatementLine:
        return self.page_line.line

    @property
    def is_booked(self) -> bool:
        return _is_booked(self.line)

    @property
    def is_settled(self) -> bool:
        """Nothing to look at: booked already, or settled (also through its related lines) with nothing to say."""
        return self.is_booked or (self.line.status in {Status.APPLIED, Status.INDIRECT} and not self.remarks)


@dataclass(frozen=True, slots=True)
class PrintedList:
    """`lines` are those to print, `left_out` counts the settled ones that are not. Totals are of the global lines of
    the whole statement."""

    statement: Statement
    lines: list[PrintedLine]
    left_out: int
    incoming: Decimal
    outgoing: Decimal
    warnings: list[str]


def print_list(statement: Statement, *, everything: bool) -> PrintedList:
    """The statement as it is printed; without `everything` the settled lines without remark are left out."""
    page = statement_page(statement)
    coded = _coded(statement)
    lines = [PrintedLine(page_line, list(_remarks(page_line, coded))) for page_line in page.lines]
    shown = [line for line in lines if everything or not line.is_settled]
    moved = [page_line.line.amount for page_line in page.lines if page_line.line.balance_part]
    return PrintedList(
        statement=statement,
        lines=shown,
        left_out=len(lines) - len(shown),
        incoming=sum((each for each in moved if each > 0), _ZERO),
        outgoing=sum((each for each in moved if each < 0), _ZERO),
        warnings=list(_warnings(statement, sum(moved, _ZERO))),
    )


def _coded(statement: Statement) -> set[_Codes]:
    """The codes for which the dossier has a rule."""
    rules = CodingRule.objects.filter(dossier=statement.journal.dossier_id)
    return set(rules.values_list("account", "family", "transaction", "category"))


def _remarks(page_line: PageLine, coded: set[_Codes]) -> Iterator[str]:
    line = page_line.line
    if _is_booked(line):
        return
    if line.status == Status.BLANK and not _has_rule(line, coded):
        yield _("No coding rule for %(codes)s") % {"codes": f"{line.family} {line.transaction} {line.category}"}
    if line.review:
        yield _("To be reviewed")
    if line.communication_type in OGM_TYPES and not ogm_vcs.is_valid(line.communication[:12]):
        yield _("Structured message with wrong check digits")
    if line.status == Status.PARTLY and line.relation_id and page_line.unapplied:
        yield _("%(amount)s not applied") % {"amount": amount(page_line.unapplied)}


def _is_booked(line: StatementLine) -> bool:
    """The accounting package has booked the account up to and including this day: what stands here no longer counts."""
    booked_until = line.journal.booked_until
    return booked_until is not None and line.entry_date <= booked_until


def _has_rule(line: StatementLine, coded: set[_Codes]) -> bool:
    """By codes: this bank account, every bank account, then the category alone."""
    codes = (line.family, line.transaction, line.category)
    looked_up = ((line.journal.iban, *codes), ("", *codes), ("", "00", "00", line.category))
    return any(found in coded for found in looked_up if found[1:] != ("00", "00", "000"))


def _warnings(statement: Statement, moved: Decimal) -> Iterator[str]:
    journal = statement.journal
    try:
        check(statement)
    except ProcessingError as error:
        yield error.text
    if not journal.iban_is_right:
        yield _("Journal %(journal)s has no right IBAN.") % {"journal": journal}
    elif not journal.coda_enabled:
        yield _("CODA is switched off for journal %(journal)s.") % {"journal": journal}
    if statement.old_balance + moved != statement.new_balance:
        said = {"found": amount(statement.old_balance + moved), "expected": amount(statement.new_balance)}
        yield _("The lines lead to a balance of %(found)s, the statement says %(expected)s.") % said
    if (gap := gap_before(statement)) is not None:
        said = {"found": amount(gap.found), "expected": amount(gap.expected)}
        yield _("A statement lacks before this one: it begins with %(found)s, the last ended on %(expected)s.") % said
