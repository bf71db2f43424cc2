"""How much a number found in a text is worth: digits may as well be a date, an amount, a phone number or an account."""

from __future__ import annotations

import re
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from stdnum import iban
from stdnum.be import vat

from financial.matching.index import SURE_NUMBER
from financial.matching.numbers import Hit
from financial.matching.text import digit_runs, fold, is_ogm, is_year, number_key, significant_digits, words

_DOCUMENT_WORDS = words(
    "FACTUUR FACTUREN FACTUURNR FACTUURNUMMER FACTUURNUMMERS FAKTUUR FACTURE FACTURES FACT FACTNR FAC FA F FT FV VF FN "
    "INVOICE INVOICES INV INVNR RECHNUNG VERKOOPFACTUUR AANKOOPFACTUUR CREDITNOTA KREDIETNOTA NC CN KN AVOIR "
    "FACTN FCT FACTS FACTUURNRS DOC DOCUMENT BETALINGSKENMERK RE RG RGNR RENR RECHNUNGSNR RECHNUNGSNUMMER RECHNR "
    "GUTSCHRIFT INVOICENO BILL NFACTURE"
)
_PART_WORDS = words(
    "VOORSCHOT SALDO REST ACOMPTE SOLDE DEELBETALING AFBETALING AANBETALING SCHIJF TERUGBETALING REMBOURSEMENT"
)
"""Words for a part of an invoice: a long number behind them is its number, a short one may count the parts."""
_RELATION_WORDS = words(
    "KLANT KLANTNR KLANTNUMMER KLANTENNR KLANTENNUMMER KL CLIENT CLIENTNR NUMCLIENT CUSTOMER CUST DEBITEUR DEBITEURNR "
    "DEBITEURNUMMER LEVERANCIER LEVERANCIERSNR LEVERANCIERSNUMMER LEV FOURNISSEUR SUPPLIER VENDOR KUNDE KUNDENNR LID "
    "LIDNR LIDNUMMER RELATIE RELATIENR KUNDENNUMMER KD KDNR"
)
_OTHER_WORDS = words(
    "ORDER ORDERNR ORDERNUMMER BESTELLING BESTELNR BESTELBON BESTELNUMMER COMMANDE OFFERTE OFF DEVIS PO BON POLIS "
    "POLISNR POLICE CONTRACT CONTRACTNR CONTRAT DOSSIER DOSSIERNR TEL TELEFOON GSM FAX TERMINAL KAART CARTE CARD "
    "METER METERNR EAN POSTCODE BTW TVA VAT PERIODE PERIOD DATUM DATE DD TOT AANSLUITING LENING CREDITEUR KREDIET "
    "PROJECT PROJET WERF CHANTIER LEVERBON LIVRAISON LIEFERSCHEIN BESTELLUNG AUFTRAG VERTRAG ANGEBOT "
    "MANDAAT MANDAT PASNR VISA COMPTE IBAN EUR EURO RIT TICKET LEVERING CHASSIS NUMMERPLAAT"
)
_FROM = "VAN"
"""Before a day or the first of a row as well as before an invoice: only a long number may follow."""
_NEUTRAL_WORDS = (
    "NR NRS NO NOS NUM NUMMER NUMMERS NUMERO N REF REFERTE REFERENTIE REFERENCE UW ONZE VOTRE NOTRE MET OP SUR"
)
_PASSED_OVER = words(_NEUTRAL_WORDS + " EN ET AND U")
_NEUTRAL = rf"(?:(?:{_NEUTRAL_WORDS.replace(' ', '|')})(?:[^A-Z0-9]+|$))*"
_LAST_WORD = re.compile(r"(?<![A-Z0-9])([A-Z]+)[^A-Z0-9]*$")
_BEFORE = re.compile(
    rf"([A-Z]+)[^A-Z0-9]*{_NEUTRAL}"
    r"(?:(?=[A-Z]*[0-9])[0-9A-Z/.-]++ ?(?:[,;+&] ?|(?<= )(?:EN|ET|AND|U)(?: |$)))*$"
)
"""A word, and between it and the end only neutral words and a list of numbers. What one piece takes no other can take:
a text made for it would else keep a search busy for hours."""
_ATTACHED = re.compile(r"([A-Z]+)[ ./_:#-]{0,2}$")
_GLUE = re.compile(r"[0-9][/.:,_-]$")
_GLUED = re.compile(r"[/.:,_-][0-9]")

_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\b")
_VAT = re.compile(
    r"(?<![0-9])(?:[01][0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}|[0-9]{3}[. ][0-9]{3}[. ][0-9]{3}|(?<=BE)[0-9]{9})(?![0-9])"
)
_DATES = re.compile(
    r"(?<![0-9])(?:[0-3]?[0-9][-/. ][01]?[0-9][-/. ](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[-/.][01]?[0-9][-/.][0-3]?[0-9]"
    r")(?![0-9])"
)
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_POSTCODE = re.compile(
    r"(?<![0-9A-Z/.-])[1-9][0-9]{3} (?=[A-Z]{3})"
    r"(?!SCHIJF|DEEL|SALDO|SOLDE|REST|VOORSCHOT|ACOMPTE|AFKORT|BETAL|PAIEM|BEDANKT|MERCI|DANK|MET |MIN )"
)
_MONTH = re.compile(
    r"(?:0?[1-9]|1[0-2])[-/](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/](?:0?[1-9]|1[0-2])"
    r"|(?:0[1-9]|1[0-2])20[0-9]{2}|20[0-9]{2}(?:0[1-9]|1[0-2])"
)
_AMOUNTS = re.compile(
    r"(?<![0-9])(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,7})[.,][0-9]{2}(?![0-9])"
    r"|(?<![0-9])(?<![0-9] )(?:EUR|€) ?[0-9.,]+|(?<![0-9A-Z/.-])[1-9][0-9]{0,4} ?(?:EUR|€)(?! ?[0-9])"
)
_OF_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}\.[0-9]{2}")
_EUROS = re.compile(r" ?(?:EUR|€)")
_AMOUNT_MARK = re.compile(r"[.,€]|EUR")
"""What every amount has."""
_PHONES = re.compile(
    r"(?<![0-9/])(?:(?:\+|00)32[ /(]*0?|0)(?:4[0-9]{2}|[1-9][0-9]?)\)?[ /.-]{1,2}[0-9]{2,3}(?:[ .-][0-9]{2}){2}"
    r"(?![0-9]|[/.-][0-9])|\b04[0-9]{8}\b"
)
_CARDS = re.compile(r"(?<![0-9])(?:[0-9]{4}[ -]){3}[0-9]{4}(?![0-9])")
_OGM_LIKE = re.compile(r"(?<![0-9])[0-9]{3} ?/ ?[0-9]{4} ?/ ?[0-9]{5}(?![0-9])|(?<![0-9])[0-9]{12}(?![0-9])")
_LEAST_OF_LONG_ONES = 9
"""Digits of the shortest of VAT numbers, OGMs, accounts and cards."""
_SAID = re.compile(r"(?<![0-9])[0-9]{1,20}(?:(?: ?[/._-] ?| )[0-9]{1,20}){0,3}(?![0-9])")
_SPENT = re.compile(r"[0-9],[0-9]{2} ?(?:EURO?|€)[^A-Z0-9]*$")
"""An amount that ends in its currency: that word says nothing of what follows."""


class Worth(IntEnum):
    """WHOLE: with its own letters before it. STRONG: surely a number of its kind. PLAIN: may be one. MASKED: looks
    like something else."""

    MASKED = 0
    PLAIN = 1
    STRONG = 2
    WHOLE = 3


def worth(hit: Hit, number: str, *, relation: bool = False, listed: bool = False) -> Worth:
    """What a find of `number` (as the books write it) says, seen where it stands. `listed` when it begins a list."""
    before = hit.text[: hit.start]
    key = number_key(number)
    own_words, other_words = (_RELATION_WORDS, _DOCUMENT_WORDS) if relation else (_DOCUMENT_WORDS, _RELATION_WORDS)
    glued_on = not listed and _is_glued(hit)
    attached = _ATTACHED.search(before[-12:])
    prefix = attached[1] if attached else ""
    glued = prefix.removesuffix(key.prefix) if key.prefix else ""
    if key.prefix and attached and (prefix == key.prefix or (prefix != glued and glued in _DOCUMENT_WORDS)):
        word = glued if prefix != key.prefix else _word_before(before[: -len(attached[0])])
        if word in _OTHER_WORDS or word in other_words:
            return Worth.MASKED
        return Worth.PLAIN if glued_on else Worth.WHOLE
    word = _word_before(before)
    if (
        word in _OTHER_WORDS
        or word in other_words
        or _is_masked(hit, number, word in own_words)
        or ((glued_on or word == _FROM) and significant_digits(key.exact) < SURE_NUMBER)
    ):
        return Worth.MASKED
    if key.prefix and before[-1:].isalpha():
        return Worth.MASKED
    if glued_on:
        return Worth.PLAIN
    if word in own_words or (word in _PART_WORDS and significant_digits(key.exact) >= SURE_NUMBER):
        return Worth.PLAIN if _is_period(hit.found) else Worth.STRONG
    if before[-1:].isalpha():
        word = _word_before(before.rstrip(_CAPITALS))
        return Worth.MASKED if word in _OTHER_WORDS or word in other_words else Worth.PLAIN
    if _is_period(hit.found) or _POSTCODE.match(hit.text, hit.start):
        return Worth.MASKED
    if _is_compact_date(hit.found) or (" " in hit.found and _POSTCODE.match(hit.text, hit.end - 4)):
        return Worth.PLAIN
    if relation and key.prefix:
        return Worth.PLAIN
    alone = hit.text.strip() == hit.found
    return Worth.STRONG if alone or significant_digits(key.exact) >= SURE_NUMBER else Worth.PLAIN


class Said(NamedTuple):
    """A number that a text says, up to where; `is_document` when a word for an invoice stands before it."""

    found: str
    is_document: bool
    end: int


@lru_cache(maxsize=1024)
def numbers_said(text: str) -> tuple[Said, ...]:
    """Numbers in a folded text that may be of documents, whether the books know them or not. Dates, amounts, orders
    and the like are left out."""
    found = []
    masks = _masks(text, named=False)
    for match in _SAID.finditer(text):
        said, word = match[0], _word_before(text[: match.start()])
        is_document = word in _DOCUMENT_WORDS
        if word in _OTHER_WORDS or word in _RELATION_WORDS or (len(said) == 1 and not is_document):
            continue
        if masks and _overlaps(masks, *match.span()):
            said = said.split()[0]
        end = match.start() + len(said)
        if not masks or not _overlaps(_masks(text, named=True) if is_document else masks, match.start(), end):
            found.append(Said(said, is_document, end))
    return tuple(found)


def says_document(text: str) -> bool:
    """Whether a word for an invoice stands before some number of a folded text."""
    return any(_word_before(text[: match.start()]) in _DOCUMENT_WORDS for match in _SAID.finditer(text))


def _word_before(before: str) -> str:
    """The word that says what kind of number follows; neutral words and numbers of the same list are skipped."""
    last = _LAST_WORD.search(before[-24:])
    if last and last[1].startswith("EUR") and _SPENT.search(before[-24:]):
        return ""
    if last and last[1] not in _PASSED_OVER:
        return last[1]
    match = _BEFORE.search(before[-60:])
    return match[1] if match else ""


def _is_glued(hit: Hit) -> bool:
    """More digits follow or precede over one mark of punctuation: perhaps a longer number."""
    if _GLUED.match(hit.text, hit.end) and not any(start == hit.end + 1 for start, _ in _masks(hit.text, named=True)):
        return True
    return bool(_GLUE.search(hit.text[max(0, hit.start - 2) : hit.start]))


def _is_period(found: str) -> bool:
    """A year, or a month of a year."""
    return bool(_MONTH.fullmatch(found)) or is_year(found)


def _is_compact_date(found: str) -> bool:
    """Six or eight digits that make a date in one of the usual orders."""
    if not found.isdigit() or len(found) not in (6, 8):
        return False
    if len(found) == 8:
        orders = [(found[:4], found[4:6], found[6:]), (found[4:], found[2:4], found[:2])]
    else:
        orders = [("20" + found[:2], found[2:4], found[4:]), ("20" + found[4:], found[2:4], found[:2])]
    return any("1990" <= y <= "2039" and _is_day(int(y), int(m), int(d)) for y, m, d in orders)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_masked(hit: Hit, number: str, named: bool) -> bool:
    """Part of an account, a date, a card, or of an amount that is not the number as the books write it; or of a phone
    number, a VAT number or an OGM, unless a word for a number of its kind stands before it."""
    span = (hit.start, hit.end)
    as_written = "." in hit.found and fold(number).endswith(hit.found) and span in _amounts(hit.text)
    spans = _masks(hit.text, named)
    return _overlaps(tuple(other for other in spans if other != span) if as_written else spans, *span)


def _overlaps(spans: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


def _masks(text: str, named: bool) -> tuple[tuple[int, int], ...]:
    """What looks like something else than a document number; less of it behind a word for one."""
    return (*_dates_and_accounts(text), *_amounts(text), *(() if named else _phones_and_codes(text)))


@lru_cache(maxsize=1024)
def _dates_and_accounts(text: str) -> tuple[tuple[int, int], ...]:
    spans = [m.span() for m in _DATES.finditer(text)]
    if _has_long_ones(text):
        spans += [m.span() for m in _CARDS.finditer(text)]
        spans += [m.span() for m in _OGM_LIKE.finditer(text) if "/" in m[0]]
        spans += [m.span() for m in _IBAN.finditer(text) if iban.is_valid(m[0])]
    return tuple(spans)


@lru_cache(maxsize=1024)
def _amounts(text: str) -> tuple[tuple[int, int], ...]:
    """Amounts; behind a word for an invoice 2026.12 is none, but the twelfth of a year."""
    if not _AMOUNT_MARK.search(text):
        return ()
    return tuple(m.span() for m in _AMOUNTS.finditer(text) if not _is_of_a_year(text, m))


def _is_of_a_year(text: str, amount: re.Match[str]) -> bool:
    return (
        bool(_OF_A_YEAR.fullmatch(amount[0]))
        and not _EUROS.match(text, amount.end())
        and _word_before(text[: amount.start()]) in _DOCUMENT_WORDS
    )


@lru_cache(maxsize=1024)
def _phones_and_codes(text: str) -> tuple[tuple[int, int], ...]:
    spans = [m.span() for m in _PHONES.finditer(text)]
    if _has_long_ones(text):
        spans += [m.span() for m in _OGM_LIKE.finditer(text) if is_ogm(m[0])]
        spans += [m.span() for m in _VAT.finditer(text) if vat.is_valid(m[0].strip())]
    return tuple(spans)


@lru_cache(maxsize=1024)
def _has_long_ones(text: str) -> bool:
    return sum(map(len, digit_runs(text)[1::2])) >= _LEAST_OF_LONG_ONES
