"""Routes of the office's CodaBox connection."""

from django.urls import path

from codabox_sync import views, views_connection, views_files

app_name = "codabox_sync"
urlpatterns = [
    path("office/codabox/", views_connection.connection, name="connection"),
    path("office/codabox/consent/", views_connection.ask_consent, name="ask_consent"),
    path("office/codabox/consent/back/", views_connection.consent_back, name="consent_back"),
    path("office/codabox/consent/check/", views_connection.check_consent, name="check_consent"),
    path("office/codabox/check/", views.check_now, name="check_now"),
    path("office/codabox/files/", views_files.file_list, name="files"),
    path("office/codabox/files/retry/", views_files.retry_all, name="retry_all"),
    path("office/codabox/files/<int:file_pk>/", views_files.file_page, name="file"),
    path("office/codabox/files/<int:file_pk>/retry/", views.retry, name="retry"),
    path("office/codabox/files/<int:file_pk>/assign/", views_files.assign, name="assign"),
    path("office/codabox/files/<int:file_pk>/ask-again/", views_files.ask_again, name="ask_again"),
    path("office/codabox/files/<int:file_pk>/<slug:format>/", views_files.download, name="download"),
]
