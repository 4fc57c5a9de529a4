"""Addresses of decisions, their ledger, and plans brought in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.matters.web.views import decisions, decomposing, instructions, intake

app_name = "decisions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", decisions.listing, name="list"),
    path("export/", decisions.export, name="export"),
    path("add/", decisions.add, name="add"),
    path("<int:decision_id>/", decomposing.show, name="show"),
    path("<int:decision_id>/edit/", decisions.edit, name="edit"),
    path("<int:decision_id>/loop/", decisions.loop, name="loop"),
    path("paragraphs/<int:paragraph_id>/decompose/", decomposing.decompose, name="decompose"),
    path("paragraphs/<int:paragraph_id>/dismiss/", decomposing.dismiss, name="dismiss"),
    path("paragraphs/<int:paragraph_id>/reopen/", decomposing.reopen, name="reopen"),
    path("ledger/", instructions.ledger, name="ledger"),
    path("ledger/export/", instructions.export, name="ledger_export"),
    path("import/", intake.upload, name="import"),
    path("import/template/", intake.template, name="template"),
    path("import/<int:intake_id>/", intake.preview, name="intake"),
    path("import/<int:intake_id>/rows/<int:number>/", intake.row, name="row"),
    path("import/<int:intake_id>/register/", intake.register, name="register"),
    path("import/<int:intake_id>/discard/", intake.discard, name="discard"),
]
