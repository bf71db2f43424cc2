"""Routes of the support desk, on the public host."""

from django.urls import path

from monitoring import views_support

app_name = "support"
urlpatterns = [
    path("", views_support.offices, name="offices"),
    path("offices/<int:office_pk>/codabox/", views_support.connection, name="connection"),
    path("offices/<int:office_pk>/codabox/files/", views_support.files, name="files"),
    path("offices/<int:office_pk>/codabox/files/<int:file_pk>/retry/", views_support.retry, name="retry"),
    path("offices/<int:office_pk>/codabox/check/", views_support.check_now, name="check_now"),
]
