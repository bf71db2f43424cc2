"""Pages of the public host (BASE_DOMAIN): the support desk."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("monitoring.urls_support")),
]
