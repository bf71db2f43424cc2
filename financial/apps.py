"""Journals, statements, lines, open items, and the Financial tab."""

from django.apps import AppConfig


class FinancialConfig(AppConfig):
    name = "financial"
    default_auto_field = "django.db.models.BigAutoField"
