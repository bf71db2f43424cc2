"""Pages of an office host (`<office>.<BASE_DOMAIN>`)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from portal import api

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("", include("dossiers.urls")),
    path("", include("financial.urls")),
    path("", include("ubl_inbox.urls")),
    path("", include("codabox_sync.urls")),
    path("", include("monitoring.urls")),
    path("api/v1/", include(api.urlpatterns)),
    path("api/v1/schema/", SpectacularAPIView.as_view(permission_classes=[]), name="api-schema"),
    path(
        "api/v1/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", permission_classes=[]),
        name="api-docs",
    ),
]
