"""Addresses of the journal."""

from __future__ import annotations

from django.urls import path

from dukao.journal.web import views

app_name = "journal"
urlpatterns = [
    path("", views.entry_list, name="list"),
    path("<int:entry_id>/", views.show, name="show"),
    path("<int:entry_id>/proof/", views.proof, name="proof"),
    path("export/", views.export, name="export"),
    path("attestations/", views.attestations, name="attestations"),
    path("attestations/<int:number>/", views.attestation, name="attestation"),
    path("attestations/<int:number>/file/", views.attestation_file, name="attestation_file"),
    path("attestations/<int:number>/receive/", views.receive, name="receive"),
]
