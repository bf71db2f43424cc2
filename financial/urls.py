"""Routes of the Financial tab and of the journals' settings."""

from django.urls import path

from financial import views, views_cases, views_coding, views_settings

app_name = "financial"
urlpatterns = [
    path("dossiers/<int:pk>/financial/", views.transactions, name="transactions"),
    path("dossiers/<int:pk>/financial/export.csv", views.export, name="export"),
    path("dossiers/<int:pk>/financial/<str:kind>/<int:transaction_pk>/", views.transaction, name="transaction"),
    path("dossiers/<int:pk>/settings/journals/", views.journal_settings, name="journals"),
    path("dossiers/<int:pk>/settings/journals/<int:journal_pk>/coda/", views.switch_coda, name="switch_coda"),
    path("dossiers/<int:pk>/settings/coding/", views_coding.coding_rules, name="coding"),
    path("dossiers/<int:pk>/settings/coding/new/", views_coding.coding_rule, name="coding_new"),
    path("dossiers/<int:pk>/settings/coding/<int:rule_pk>/", views_coding.coding_rule, name="coding_rule"),
    path(
        "dossiers/<int:pk>/settings/coding/<int:rule_pk>/delete/", views_coding.delete_coding_rule, name="coding_delete"
    ),
    path("dossiers/<int:pk>/settings/coding/<int:rule_pk>/move/", views_coding.move_coding_rule, name="coding_move"),
    path("dossiers/<int:pk>/lines/<int:line_pk>/coding/", views_coding.save_coding, name="save_coding"),
    path("dossiers/<int:pk>/case.json", views_cases.export_case, name="export_dossier_case"),
    path("dossiers/<int:pk>/statements/<int:statement_pk>/case.json", views_cases.export_case, name="export_case"),
    path("office/processing/", views_settings.processing_settings, name="office_settings"),
]
