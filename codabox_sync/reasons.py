"""Why a file waits, is set aside or was skipped; and the steps of its life: codes here, sentences shown translated."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from coda.findings import LANGUAGES, finding_texts
from codabox_sync.errors import MESSAGES
from offices.templatetags.afpunt import amount

_AMOUNT = re.compile(r"-?\d+\.\d{3}")
REASONS: dict[str, Promise | str] = {
    # the file cannot be read
    "not_coda": _("This is not a CODA file: %(message)s"),
    "coda_error": _("The CODA file is not right on line %(line)s: %(message)s"),
    "empty_file": _("The file holds no statement."),
    "not_invoice": _("The invoice cannot be read: %(message)s"),
    "unknown_model": _("Documents of the kind '%(model)s' are kept, but not shown yet."),
    "no_content": _("CodaBox offers this document in no form that can be read."),
    "ask_again": _(
        "CodaBox no longer offers this document by itself. Ask for it again in MyCodaBox; it is then fetched at once."
    ),
    "content_damaged": _("The stored file is damaged. Ask CodaBox to send it again."),
    "internal": _("Something went wrong on our side. Support has been told; the file is safe."),
    # the file contradicts what CodaBox or the dossier says about it
    "company_mismatch": _(
        "The file is for company %(found)s, but the dossier has number %(expected)s. Nothing was imported."
    ),
    "account_mismatch": _("CodaBox announced account %(expected)s, but the file is for %(found)s."),
    "wrong_dossier": _("Account %(iban)s belongs to another dossier than the CodaBox client of this file."),
    "several_companies": _("The file holds statements of more than one dossier. Nothing was imported."),
    "balance_gap": _("Statement %(number)s continues from %(found)s, but the part before it ended on %(expected)s."),
    "repeated_line": _("Statement %(number)s has two lines with the same number."),
    "no_date": _("A statement in the file carries no date."),
    # there is no place for it yet
    "no_account": _("The file does not say which IBAN it is for; link it by hand."),
    "no_journal": _("No financial journal has account %(iban)s in %(currency)s."),
    "not_ticked": _("CODA is not switched on for the journal of account %(iban)s."),
    "wrong_iban": _("The check digits of account %(iban)s are wrong, so that CODA cannot be switched on for it."),
    "no_dossier": _("No dossier has enterprise number %(number)s."),
    "no_number": _("The invoice does not say which company it is for; link it by hand."),
    # a person cannot put it there
    "feed_taken": _("This CodaBox client belongs to dossier %(dossier)s."),
    "no_coda": _("CODA cannot be switched on for this journal: look at its IBAN in the settings of the dossier."),
    # it needs no work
    "known_statement": _("Every statement in this file was imported before."),
    "known_document": _("This invoice was received before."),
    "several_statements": _(
        "The file holds %(count)s statements. They are shown, but cannot be processed: ask the bank for one file a day."
    ),
    "imported": _("Imported."),
}

STEPS: dict[str, Promise | str] = {
    "offered": _("Offered by CodaBox"),
    "held": _("Noted, not fetched: CODA is not switched on for this account"),
    "stored": _("Fetched and stored"),
    "acknowledged": _("Receipt confirmed to CodaBox"),
    "imported": _("Imported"),
    "waiting": _("Waits for a place"),
    "quarantined": _("Set aside"),
    "duplicate": _("Recognised as received before"),
    "gone": _("No longer at CodaBox"),
    "assigned": _("Given to %(dossier)s by %(by)s"),
    "asked_again": _("Asked for again by %(by)s"),
}


def reason_text(code: str, params: Mapping[str, object]) -> str:
    """The reason in the active language; '' without a code, the bare code for one of a newer version."""
    template = REASONS.get(code) or MESSAGES.get(code)
    if not code or template is None:
        return code
    try:
        return gettext(str(template)) % {"message": _detail(params), **params}
    except (KeyError, TypeError, ValueError):
        return code


def _written(fact: object) -> object:
    """An amount of a file in the reader's language; anything else as it is."""
    return amount(Decimal(fact)) if isinstance(fact, str) and _AMOUNT.fullmatch(fact) else fact


def _detail(params: Mapping[str, object]) -> str:
    """What the reader of the file itself had to say: a finding of `coda` or an error of `ubl_inbox.ubl`."""
    if "finding" in params:
        texts = finding_texts()[str(params["finding"])]
        language = (get_language() or "en")[:2]
        template = getattr(texts, language if language in LANGUAGES else "en")
        return str(template.format(found=_written(params["found"]), expected=_written(params["expected"])))
    if "template" in params:
        return gettext(str(params["template"])) % params
    return ""
