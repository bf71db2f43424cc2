"""Steps 1 and 2: what the line names. OGM, RF, end-to-end id and document numbers all point at items directly."""

from __future__ import annotations

from financial.matching.index import DOCUMENT, OTHER_DOCUMENT, RELATION
from financial.matching.model import Evidence
from financial.matching.numbers import Hit, find_numbers
from financial.matching.remaining import Remaining
from financial.matching.search import Search
from financial.matching.series import listed, number_of
from financial.matching.shorts import serials_said, settle_few_digits, short_number
from financial.matching.single import contradicts, place
from financial.matching.text import OGM_DIGITS, ogms_in, rfs_in, write_ogm
from financial.matching.weighing import Named, fits_by_account, settle_named, settle_outright
from financial.matching.worth import Worth, numbers_said, says_document, worth

MOST_NAMED = 40
OGM_TYPES = ("101", "102")


def by_ogm(search: Search, remaining: Remaining) -> bool:
    """Step 1: a structured communication, or an OGM typed in a text, that an item carries."""
    line = search.line
    if line.communication_type in OGM_TYPES:
        items = remaining.index.ogms.find(line.communication[:12])
        if len(items) == 1:
            evidence = Evidence("ogm", write_ogm(line.communication[:12]), "communication")
            if settle_outright(search, remaining, "ogm", items[0], evidence):
                return True
    elif len(line.communication) < OGM_DIGITS and search.is_plain:
        return False
    said = _ogms_of(search)
    if not said:
        return False
    named: dict[int, Named] = {}
    for digits, where in said:
        for item in remaining.index.ogms.find(digits)[:MOST_NAMED]:
            named[item] = Named(Worth.STRONG, Evidence("ogm", write_ogm(digits), where))
    if len(named) == 1:
        item, only = next(iter(named.items()))
        if settle_outright(search, remaining, "ogm", item, only.evidence):
            return True
    return bool(named) and settle_named(search, remaining, "ogm", named)


def _ogms_of(search: Search) -> list[tuple[str, str]]:
    line = search.line
    if search.is_plain:  # as written will do: an OGM is digits and punctuation
        return [(digits, "communication") for digits in ogms_in(line.communication)]
    if line.communication_type in OGM_TYPES:
        found = [(line.communication[:12], "communication")]
        others = [text for text in search.texts() if text.where != "communication"]
    else:
        found, others = [], search.texts()
    for text in others:
        if text.digits >= OGM_DIGITS:
            found += [(digits, text.where) for digits in ogms_in(text.text)]
    return found


def by_rf(search: Search, remaining: Remaining) -> bool:
    """An ISO 11649 reference that an item carries."""
    line = search.line
    if search.is_plain and "RF" not in line.communication.upper():
        return False
    found = [(line.communication[:25].replace(" ", ""), "communication")] if line.communication_type == "100" else []
    for text in search.texts():
        if "RF" in text.text:
            found += [(reference, text.where) for reference in rfs_in(text.text)]
    if not found:
        return False
    named = {
        item: Named(Worth.STRONG, Evidence("rf", reference, where))
        for reference, where in found
        for item in remaining.index.rfs.find(reference)[:MOST_NAMED]
    }
    return bool(named) and settle_named(search, remaining, "rf", named)


def by_end_to_end(search: Search, remaining: Remaining) -> bool:
    """An end-to-end id that is nothing but a document number, ours or theirs."""
    if not search.line.end_to_end_id:
        return False
    named: dict[int, Named] = {}
    for hit in _document_hits(search, remaining):
        whole = hit.where == "end_to_end_id" and hit.end == len(hit.text.rstrip())
        if whole and not any(map(str.isdigit, hit.text[: hit.start])):
            value = _worth(hit, remaining)
            if value >= Worth.STRONG:
                named[hit.place] = Named(value, Evidence("end_to_end", search.line.end_to_end_id.strip(), hit.where))
    return bool(named) and settle_named(search, remaining, "end_to_end", named)


def by_fitting_document(search: Search, remaining: Remaining) -> bool:
    """Step 2: one or several document numbers in a text, of items that the line settles to the cent."""
    hits = _document_hits(search, remaining)
    if not hits:
        return False
    if _one_outright(search, remaining, hits):
        return True
    return settle_named(search, remaining, "invoice_number", _named(hits, remaining), fitting=True)


def by_document(search: Search, remaining: Remaining) -> bool:
    """Step 2: one or several document numbers in a text, now that all that fits to the cent is settled."""
    hits = _document_hits(search, remaining)
    return bool(hits) and settle_named(search, remaining, "invoice_number", _named(hits, remaining))


def by_short_number(search: Search, remaining: Remaining) -> bool:
    """A word for an invoice, the last digits of a number, and to the cent the amount of the one item that ends so."""
    line, texts = search.line, [text for text in search.texts() if text.digits and says_document(text.text)]
    fitting = remaining.fitting(search.amount, line.date, line.currency) if texts else None
    if not fitting:
        return False
    fitting = [item for item in fitting if search.known_by_account(remaining.index.owners[item])] or fitting
    found = {
        item: Evidence("invoice_number", one.found, text.where)
        for text in texts
        for one in numbers_said(text.text)
        for item in fitting
        if one.is_document
        and search.concerns(remaining.index.owners[item])
        and short_number(remaining, item) in serials_said(one)
    }
    if len(found) != 1:
        return False
    item, evidence = next(iter(found.items()))
    owner = remaining.index.owners[item]
    search.choose(owner, "invoice_number", evidence)
    whole = number_of(remaining, item).stem.isalpha() or not number_of(remaining, item).stem
    common = len(remaining.index.amounts.find(search.amount)) > 1
    contradicted = contradicts(search, remaining, item)
    review = contradicted or (search.stranger(owner) and (common or not whole))
    place(search, remaining, item, "invoice_number", "probable", review=review)
    return True


def by_few_digits(search: Search, remaining: Remaining) -> bool:
    """Document numbers of less than four digits: several that add up, or a part of one by who bears the name."""
    if not remaining.index.few_digits or fits_by_account(search, remaining):
        return False
    return settle_few_digits(search, remaining)


def _named(hits: list[Hit], remaining: Remaining) -> dict[int, Named]:
    """The items named, each by its surest find; those that a list cuts short come as plain finds."""
    named: dict[int, Named] = {}
    shorts: dict[int, Named] = {}
    for hit, following in zip(hits, [*hits[1:], None], strict=True):
        items = listed(hit, following, remaining)
        value = _worth(hit, remaining, listed=bool(items))
        known = named.get(hit.place)
        if known is None or known.worth < value:
            named[hit.place] = Named(value, Evidence("invoice_number", hit.found, hit.where))
        for item, said in items.items():
            shorts[item] = Named(min(value, Worth.PLAIN), Evidence("invoice_number", said, hit.where))
    return shorts | named


def _one_outright(search: Search, remaining: Remaining, hits: list[Hit]) -> bool:
    """Of what is named, one item fits to the cent and is of the relation whose account it is: no need to weigh."""
    owners = remaining.index.owners
    fitting = [
        hit for hit in hits if remaining.left[hit.place] == search.amount and search.known_by_account(owners[hit.place])
    ]
    if len(fitting) != 1:
        return False
    alone = len(remaining.index.amounts.find(search.amount)) == 1
    if not alone and _worth(fitting[0], remaining) is Worth.MASKED:
        return False
    evidence = Evidence("invoice_number", fitting[0].found, fitting[0].where)
    return settle_outright(search, remaining, "invoice_number", fitting[0].place, evidence)


def hits_of(search: Search, remaining: Remaining) -> list[Hit]:
    """Every number of the dossier that stands in the texts of a line; read once."""
    if search.hits is None:
        search.hits = [hit for text in search.texts() if text.digits for hit in find_numbers(text, remaining.index)]
    return search.hits


def _document_hits(search: Search, remaining: Remaining) -> list[Hit]:
    found = hits_of(search, remaining)
    if not found:
        return found
    owners, relations = remaining.index.owners, remaining.index.relations
    hits = [hit for hit in found if hit.role != RELATION]
    if not hits:
        return hits
    if len(hits) < len(found):
        parties = [hit for hit in found if hit.role == RELATION]
        whole = {hit[2:] for hit in parties if worth(hit, relations[hit.place].number, relation=True) is Worth.WHOLE}
        hits = [hit for hit in hits if hit[2:] not in whole or _worth(hit, remaining) is Worth.WHOLE]
    return hits if search.free else [hit for hit in hits if search.concerns(owners[hit.place])]


def _worth(hit: Hit, remaining: Remaining, *, listed: bool = False) -> Worth:
    """The worth of a document number. One that the payer seldom knows is never strong, unless it is the whole id.
    `listed` when the digits behind it continue a list."""
    item = remaining.index.items[hit.place]
    ours = (hit.role == DOCUMENT) == (item.kind == "customer")
    value = worth(hit, item.document if ours else item.external_document, listed=listed)
    seldom = hit.role == OTHER_DOCUMENT and hit.where != "end_to_end_id"
    return min(value, Worth.PLAIN) if seldom else value
