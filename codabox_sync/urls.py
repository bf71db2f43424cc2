"""Routes of the office's CodaBox connection."""

from django.urls import path

from codabox_sync import views

app_name = "codabox_sync"
urlpatterns = [
    path("office/codabox/", views.connection, name="connection"),
    path("office/codabox/check/", views.check_now, name="check_now"),
    path("office/codabox/files/<int:file_pk>/retry/", views.retry, name="retry"),
]
