"""Addresses of the journal."""

from __future__ import annotations

from django.urls import path

from dukao.journal.web import views

app_name = "journal"
urlpatterns = [
    path("", views.entry_list, name="list"),
    path("<int:entry_id>/", views.show, name="show"),
    path("export/", views.export, name="export"),
]
