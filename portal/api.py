"""The routes of the REST API, version 1: the books come in, transferred lines go out.

A dossier's code may hold slashes.
"""

from django.urls import path

from dossiers import api as dossiers
from financial import api as financial
from financial import api_transfer as transfers

urlpatterns = [
    path("dossiers/", dossiers.Dossiers.as_view(), name="api-dossiers"),
    path("dossiers/<path:code>/relations/", dossiers.Relations.as_view(), name="api-relations"),
    path("dossiers/<path:code>/ledger-accounts/", dossiers.LedgerAccounts.as_view(), name="api-ledger-accounts"),
    path("dossiers/<path:code>/journals/", financial.Journals.as_view(), name="api-journals"),
    path("dossiers/<path:code>/open-items/", financial.OpenItems.as_view(), name="api-open-items"),
    path(
        "dossiers/<path:code>/booked-transactions/",
        financial.BookedTransactions.as_view(),
        name="api-booked-transactions",
    ),
    path("dossiers/<path:code>/transfers/", transfers.Transfers.as_view(), name="api-transfers"),
    path(
        "dossiers/<path:code>/transfers/<int:transfer_id>/lines/",
        transfers.JournalLines.as_view(),
        name="api-journal-lines",
    ),
    path(
        "dossiers/<path:code>/transfers/<int:transfer_id>/fetched/",
        transfers.Fetched.as_view(),
        name="api-transfer-fetched",
    ),
    path("dossiers/<path:code>/learned-accounts/", transfers.LearnedAccounts.as_view(), name="api-learned-accounts"),
]
