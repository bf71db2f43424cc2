"""Routes of the office's CodaBox connection."""

from django.urls import path

from codabox_sync import views, views_connection

app_name = "codabox_sync"
urlpatterns = [
    path("office/codabox/", views_connection.connection, name="connection"),
    path("office/codabox/consent/", views_connection.ask_consent, name="ask_consent"),
    path("office/codabox/consent/back/", views_connection.consent_back, name="consent_back"),
    path("office/codabox/consent/check/", views_connection.check_consent, name="check_consent"),
    path("office/codabox/check/", views.check_now, name="check_now"),
    path("office/codabox/files/<int:file_pk>/retry/", views.retry, name="retry"),
]
