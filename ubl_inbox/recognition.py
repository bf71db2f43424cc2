"""What we recognise in documents: the other side, its account, the amounts. Facts, each right or not, never a score.

The books (relations and their accounts) are asked once for a whole page of documents of one dossier.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier, Relation, RelationAccount
from ubl_inbox.models import POSSIBLE_DUPLICATE, Document
from ubl_inbox.ubl import FlagCode

_TOTALS = frozenset({FlagCode.TOTALS_DIFFER, FlagCode.LINES_DIFFER, FlagCode.VAT_DIFFERS})
# A flag that is a fact of its own when it is there, and goes unsaid when it is not: how it is told, and in short.
_ODDITIES: dict[str, tuple[Promise | str, Promise | str]] = {
    FlagCode.NEGATIVE_CREDIT_NOTE: (gettext_lazy("A credit note with odd signs"), gettext_lazy("Odd signs")),
    FlagCode.IBAN_INVALID: (gettext_lazy("Account number is no right IBAN"), gettext_lazy("IBAN is not right")),
    FlagCode.PAYEE_DIFFERS: (gettext_lazy("To be paid to another party"), gettext_lazy("Other payee")),
    FlagCode.SEVERAL_IBANS: (gettext_lazy("Names several accounts to pay to"), gettext_lazy("Several accounts")),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing recognised, or not; `short` is how a row of the list warns of it."""

    is_right: bool
    text: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class _Books:
    by_number: Mapping[str, Relation] = field(default_factory=dict)
    by_name: Mapping[str, Relation] = field(default_factory=dict)  # of those that the books give no number
    accounts: Mapping[str, list[RelationAccount]] = field(default_factory=dict)

    def relation_of(self, document: Document) -> Relation | None:
        return self.by_number.get(document.party_number) or self.by_name.get(document.party_name.casefold())


def recognise(dossier: Dossier, documents: Collection[Document]) -> dict[int, tuple[Fact, ...]]:
    """The facts of each document, by its key. All documents are of one side of this dossier."""
    purchases = [document for document in documents if document.direction == Document.Direction.PURCHASE]
    books = _ask_books(dossier, purchases) if purchases else _Books()
    return {document.pk: tuple(_facts(document, books)) for document in documents}


def _ask_books(dossier: Dossier, purchases: Collection[Document]) -> _Books:
    numbers = {document.party_number for document in purchases if document.party_number}
    names = Q(enterprise_number="", name__in={document.party_name for document in purchases})
    suppliers = Relation.objects.filter(dossier=dossier, kind=Relation.Kind.SUPPLIER)
    found = list(suppliers.filter(Q(enterprise_number__in=numbers) | names).order_by("-pk"))
    accounts: dict[str, list[RelationAccount]] = defaultdict(list)
    ibans = {document.iban for document in purchases if document.iban}
    for account in RelationAccount.objects.filter(relation__dossier=dossier, iban__in=ibans).select_related("relation"):
        accounts[account.iban].append(account)
    return _Books(
        by_number={relation.enterprise_number: relation for relation in found if relation.enterprise_number},
        by_name={relation.name.casefold(): relation for relation in found if not relation.enterprise_number},
        accounts=accounts,
    )


def _facts(document: Document, books: _Books) -> Iterator[Fact]:
    flags = frozenset(document.flags)
    if document.direction == Document.Direction.PURCHASE:
        yield from _party(document, books.relation_of(document))
        if document.iban:
            yield _account(document, books)
    if document.ogm or FlagCode.OGM_INVALID in flags:
        yield _structured_message(right=FlagCode.OGM_INVALID not in flags)
    yield _amounts(right=not flags & _TOTALS)
    yield from (Fact(False, str(text), str(short)) for code, (text, short) in _ODDITIES.items() if code in flags)
    yield _first_time(right=POSSIBLE_DUPLICATE not in flags)


def _party(document: Document, relation: Relation | None) -> Iterator[Fact]:
    if relation is None:
        yield Fact(False, _("Supplier not known in the books"), _("New supplier"))
    else:
        yield Fact(True, _("Supplier known: %(number)s") % {"number": relation.number})
    if document.party_number:
        yield Fact(True, _("Enterprise number is right"))
    else:
        yield Fact(False, _("No Belgian enterprise number"), _("No enterprise number"))


def _account(document: Document, books: _Books) -> Fact:
    """Known for this supplier, known for somebody else, or new: the last two deserve a look before paying."""
    known = books.accounts.get(document.iban, [])
    relation = books.relation_of(document)
    own = [account for account in known if _same_company(account.relation, relation, document.party_number)]
    if own:
        month = date_format(min(account.known_since for account in own), "F Y")
        return Fact(True, _("IBAN known since %(month)s") % {"month": month})
    if known:
        return Fact(False, _("IBAN belongs to %(name)s") % {"name": known[0].relation.name}, _("IBAN of another"))
    return Fact(False, _("IBAN not seen before"), _("New IBAN"))


def _same_company(owner: Relation, relation: Relation | None, number: str) -> bool:
    """A company that is supplier and customer stands twice in the books."""
    return owner == relation or bool(number and owner.enterprise_number == number)


def _structured_message(*, right: bool) -> Fact:
    if right:
        return Fact(True, _("Structured message is right"))
    return Fact(False, _("Structured message is not right"), _("Message is not right"))


def _amounts(*, right: bool) -> Fact:
    if right:
        return Fact(True, _("VAT and total right to the cent"))
    return Fact(False, _("Totals do not add up"), _("Totals do not add up"))


def _first_time(*, right: bool) -> Fact:
    if right:
        return Fact(True, _("Not received before"))
    return Fact(False, _("Possibly received before"), _("Possibly double"))
