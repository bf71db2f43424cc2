"""The columns of the processing screen: which there are, which a person wants to see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from financial.models import ColumnChoice
from offices.models import User

SCREEN = "statement"
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in px, its class `w-<key>`; `fixed` ones are always there, others as somebody chose;
    `standard` ones are there until then."""

    key: str
    label: str | Promise
    width: int
    standard: bool = True
    fixed: bool = False
    numeric: bool = False


# In the order of the books, the optional ones after them.
COLUMNS = (
    Column("status", _("Application status"), 138, fixed=True),
    Column("date", _("Posting date"), 74),
    Column("document_type", _("Document type"), 78),
    Column("document", _("Document no."), 78),
    Column("account_type", _("Account type"), 82),
    Column("account", _("Account no."), 112, fixed=True),
    Column("description", _("Description"), 186, fixed=True),
    Column("amount", _("Amount"), 84, numeric=True),
    Column("total", _("Statement amount"), 84, fixed=True, numeric=True),
    Column("applied", _("Applied amount"), 84, numeric=True),
    Column("coding", _("Save CODA coding"), 92),
    Column("transaction", pgettext_lazy("code of a bank", "Transaction"), 84),
    Column("journal", _("Journal template, journal batch"), 124),
    Column("costs", _("Cost amount"), 84, standard=False, numeric=True),
    Column("credit_restriction", _("Credit restriction amount"), 104, standard=False, numeric=True),
    Column("name", _("Name"), 150, standard=False),
    Column("cost_account", _("Cost account no."), 92, standard=False),
    Column("discount", _("Cash discount"), 84, standard=False, numeric=True),
    Column("unapplied", _("Unapplied amount"), 92, standard=False, numeric=True),
    Column("balance", _("Balance"), 92, standard=False, numeric=True),
    Column("counterparty", _("Counterparty account"), 168, standard=False),
    Column("value_date", _("Value date"), 84, standard=False),
    Column("message_kind", _("Message kind"), 92, standard=False),
    Column("bank_reference", _("Bank reference"), 168, standard=False),
    Column("information", _("Information"), 88, standard=False),
)
_KNOWN = {column.key: column for column in COLUMNS}


def chosen_columns(user: User) -> list[Column]:
    """What this user wants to see, in the screen's own order; the standard columns until something was chosen."""
    choice = ColumnChoice.objects.filter(user=user, screen=SCREEN).first()
    if choice is None:
        return [column for column in COLUMNS if column.standard]
    return [column for column in COLUMNS if column.fixed or column.key in choice.columns]


def choose_columns(*, user: User, keys: Iterable[str]) -> None:
    """Remembers a choice; names that are not columns are left out. No names at all: the standard columns again."""
    known = [key for key in keys if key in _KNOWN]
    if not known:
        ColumnChoice.objects.filter(user=user, screen=SCREEN).delete()
        return
    ColumnChoice.objects.update_or_create(user=user, screen=SCREEN, defaults={"columns": known})


def width_of(columns: Iterable[Column]) -> int:
    """How wide the table is, in hundreds of px, rounded up: its class `wide-<n>`."""
    return -(-sum(column.width for column in columns) // _HUNDRED)
