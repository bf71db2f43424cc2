"""Routes of the Financial tab and of the journals' settings."""

from django.urls import path

from financial import (
    views,
    views_apply,
    views_cases,
    views_coding,
    views_print,
    views_processing,
    views_processing_lines,
    views_processing_runs,
    views_processing_transfer,
    views_settings,
    views_transfer,
)

_STATEMENT = "dossiers/<int:pk>/statements/<int:statement_pk>/"
_LINE = f"{_STATEMENT}lines/<int:line_pk>/"

app_name = "financial"
urlpatterns = [
    path("dossiers/<int:pk>/financial/", views.transactions, name="transactions"),
    path("dossiers/<int:pk>/financial/export.csv", views.export, name="export"),
    path("dossiers/<int:pk>/financial/<str:kind>/<int:transaction_pk>/", views.transaction, name="transaction"),
    path("dossiers/<int:pk>/settings/journals/", views.journal_settings, name="journals"),
    path("dossiers/<int:pk>/settings/journals/<int:journal_pk>/coda/", views.switch_coda, name="switch_coda"),
    path("dossiers/<int:pk>/settings/coding/", views_coding.coding_rules, name="coding"),
    path("dossiers/<int:pk>/settings/coding/transfers/", views_coding.transfer_account, name="coding_transfers"),
    path("dossiers/<int:pk>/settings/coding/new/", views_coding.coding_rule, name="coding_new"),
    path("dossiers/<int:pk>/settings/coding/<int:rule_pk>/", views_coding.coding_rule, name="coding_rule"),
    path(
        "dossiers/<int:pk>/settings/coding/<int:rule_pk>/delete/", views_coding.delete_coding_rule, name="coding_delete"
    ),
    path("dossiers/<int:pk>/settings/coding/<int:rule_pk>/move/", views_coding.move_coding_rule, name="coding_move"),
    path("dossiers/<int:pk>/lines/<int:line_pk>/coding/", views_coding.save_coding, name="save_coding"),
    path("dossiers/<int:pk>/case.json", views_cases.export_case, name="export_dossier_case"),
    path("dossiers/<int:pk>/statements/<int:statement_pk>/case.json", views_cases.export_case, name="export_case"),
    path("dossiers/<int:pk>/statements/", views_processing.statements, name="statements"),
    path(_STATEMENT, views_processing.statement, name="statement"),
    path(f"{_STATEMENT}columns/", views_processing.columns, name="statement_columns"),
    path(f"{_STATEMENT}process/", views_processing_runs.process, name="process"),
    path(f"{_STATEMENT}transfer/", views_processing_transfer.transfer_statement, name="transfer"),
    path(
        "dossiers/<int:pk>/transfers/<int:transfer_pk>/undo/",
        views_processing_transfer.undo_transfer,
        name="transfer_undo",
    ),
    path(f"{_STATEMENT}bulk/", views_processing_lines.bulk, name="bulk"),
    path(_LINE, views_processing.line, name="line"),
    path(f"{_LINE}choose/", views_processing_lines.choose, name="line_choose"),
    path(f"{_LINE}place/", views_processing_lines.place, name="line_place"),
    path(f"{_LINE}accept/", views_processing_lines.accept, name="line_accept"),
    path(f"{_LINE}clear/", views_processing_lines.clear, name="line_clear"),
    path(f"{_LINE}undo/", views_processing_lines.undo, name="line_undo"),
    path(f"{_LINE}edit/", views_processing_lines.edit, name="line_edit"),
    path(f"{_LINE}apply/", views_apply.apply, name="apply"),
    path("dossiers/<int:pk>/runs/<int:run_pk>/", views_processing_runs.run, name="run"),
    path("dossiers/<int:pk>/runs/<int:run_pk>/undo/", views_processing_runs.undo_run, name="run_undo"),
    path("dossiers/<int:pk>/statements/<int:statement_pk>/print/", views_print.print_list, name="print_list"),
    path("dossiers/<int:pk>/settings/learned/", views_transfer.learned_accounts, name="learned"),
    path(
        "dossiers/<int:pk>/settings/learned/<int:account_pk>/forget/",
        views_transfer.forget_account,
        name="forget_account",
    ),
    path("office/processing/", views_settings.processing_settings, name="office_settings"),
]
