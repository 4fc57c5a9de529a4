"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.operations.web import views

app_name = "operations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.status, name="status"),
]
