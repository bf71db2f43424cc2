"""Pages of an office host (`<office>.<BASE_DOMAIN>`)."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from portal import api

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("dossiers.urls")),
    path("", include("financial.urls")),
    path("", include("ubl_inbox.urls")),
    path("", include("codabox_sync.urls")),
    path("", include("monitoring.urls")),
    path("api/v1/", include(api.urlpatterns)),
    path("api/v1/schema/", SpectacularAPIView.as_view(permission_classes=[]), name="api-schema"),
    path("api/v1/docs/", SpectacularSwaggerView.as_view(url_name="api-schema", permission_classes=[]), name="api-docs"),
]
