"""The routes of the REST API, version 1: the books come in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
