"""The routes of the REST API, version 1: the books come in. A dossier's code may hold slashes."""

from django.urls import path

from dossiers import api as dossiers
from financial import api as financial

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
]
