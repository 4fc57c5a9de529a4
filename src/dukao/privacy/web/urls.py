"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from dukao.privacy.web import inspections, keeping, mine, registers, requests

app_name = "privacy"
urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("mine/export.json", mine.export_json, name="export_json"),
    path("mine/export.docx", mine.export_word, name="export_word"),
    path("requests/", requests.listing, name="requests"),
    path("requests/ask/", requests.ask, name="ask"),
    path("requests/register/", requests.register, name="register_request"),
    path("requests/<int:request_id>/search/", requests.search, name="search"),
    path("requests/<int:request_id>/", requests.show, name="request"),
    path("requests/<int:request_id>/answer/", requests.answer, name="answer"),
    path("requests/<int:request_id>/withdraw/", requests.withdraw, name="withdraw"),
    path("register/", registers.fields, name="register"),
    path("impact-assessment.docx", registers.impact_assessment, name="impact"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("keeping/<slug:key>/", keeping.clock, name="clock"),
    path("destructions/", keeping.register, name="destructions"),
    path("destructions/<int:destruction_id>/approve/", keeping.approve, name="approve"),
    path("destructions/<int:destruction_id>/hold/", keeping.hold, name="hold"),
    path("rules/", keeping.rules, name="rules"),
    path("inspections/", inspections.listing, name="inspections"),
    path("inspections/<int:inspection_id>/", inspections.show, name="inspection"),
]
