"""Routes of *CodaBox usage*, for the office and for one dossier."""

from django.urls import path

from monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("monitoring/codabox/", views.office, name="office"),
    path("dossiers/<int:pk>/codabox/", views.dossier, name="dossier"),
]
