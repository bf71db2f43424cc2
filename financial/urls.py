"""Routes of the Financial tab and of the journals' settings."""

from django.urls import path

from financial import views

app_name = "financial"
urlpatterns = [
    path("dossiers/<int:pk>/financial/", views.transactions, name="transactions"),
    path("dossiers/<int:pk>/financial/export.csv", views.export, name="export"),
    path("dossiers/<int:pk>/financial/<str:kind>/<int:transaction_pk>/", views.transaction, name="transaction"),
    path("dossiers/<int:pk>/settings/journals/", views.journal_settings, name="journals"),
    path("dossiers/<int:pk>/settings/journals/<int:journal_pk>/coda/", views.switch_coda, name="switch_coda"),
]
