"""One client file: settings, who may see it, relations and their bank accounts, ledger accounts."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
