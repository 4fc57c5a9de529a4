"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.documents.web import files

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:file_id>/", files.view, name="view"),
    path("<int:file_id>/pages/<int:number>/", files.page, name="page"),
]
