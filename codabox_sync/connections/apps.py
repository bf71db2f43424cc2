"""The public half of CodaBox: one connection per office, readable without entering its schema."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "codabox_sync.connections"
    label = "connections"
    default_auto_field = "django.db.models.BigAutoField"
