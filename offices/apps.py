"""The ground floor: offices, people, sign-in, secrets, audit trail. Lives in the public schema."""

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "offices"
    default_auto_field = "django.db.models.BigAutoField"
