"""Routes of the dossier list and the general settings of a dossier."""

from django.urls import path

from dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.home, name="home"),
    path("dossiers/", views.dossier_list, name="list"),
    path("dossiers/<int:pk>/", views.open_dossier, name="open"),
    path("dossiers/<int:pk>/settings/general/", views.general_settings, name="general"),
]
