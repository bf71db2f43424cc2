"""The roof: settings, urls, the demo. Imports every app, is imported by none."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"
