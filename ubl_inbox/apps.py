"""The digital mailbox: e-invoices to approve."""

from django.apps import AppConfig


class UblInboxConfig(AppConfig):
    name = "ubl_inbox"
    default_auto_field = "django.db.models.BigAutoField"
