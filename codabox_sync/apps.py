"""CodaBox: intake of files, hourly poll, routing."""

from django.apps import AppConfig


class CodaboxSyncConfig(AppConfig):
    name = "codabox_sync"
    default_auto_field = "django.db.models.BigAutoField"
