"""The roof: settings, urls, the demo. Imports every app, is imported by none."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Every process that queues work must know the Celery application, not only the worker."""
        from portal import celery_app  # noqa: F401
