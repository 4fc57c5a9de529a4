"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.assessments.web.views import (
    acts,
    corrections,
    events,
    exports,
    items,
    objection_figures,
    objections,
    occasions,
    rounds,
    sheets,
    simulations,
    terms,
)

app_name = "assessments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", rounds.listing, name="list"),
    path("mine/", sheets.mine, name="mine"),
    path("units/<int:unit_id>/", sheets.history, name="unit"),
    path("terms/", terms.terms, name="terms"),
    path("events/", events.listing, name="events"),
    path("events/record/", events.record, name="record_event"),
    path("events/<int:event_id>/revoke/", events.revoke, name="revoke_event"),
    path("occasions/", occasions.listing, name="occasions"),
    path("occasions/<int:version_id>/<str:fact_key>/", occasions.show, name="occasion"),
    path("objections/", objections.listing, name="objections"),
    path("objections/rules/", objections.rules, name="objection_rules"),
    path("objections/statistics/", objection_figures.statistics, name="objection_figures"),
    path("objections/objections.xlsx", objection_figures.export, name="objections_export"),
    path("objections/<int:number>/", objections.show, name="objection"),
    path("objections/<int:number>/assign/", objections.assign, name="assign_objection"),
    path("objections/<int:number>/withdraw/", objections.withdraw, name="withdraw_objection"),
    path("objections/<int:number>/decide/", objections.decide, name="decide_objection"),
    path("objections/<int:number>/approve/", objections.approve, name="approve_objection"),
    path("objections/<int:number>/send-back/", objections.send_back, name="send_back_objection"),
    path("simulations/versions/<int:version_id>/", simulations.wish, name="simulate"),
    path("simulations/<int:simulation_id>/", simulations.show, name="simulation"),
    path("simulations/<int:simulation_id>/table.xlsx", simulations.excel, name="simulation_excel"),
    path("simulations/<int:simulation_id>/table.csv", simulations.as_csv, name="simulation_csv"),
    path("<int:round_id>/", rounds.show, name="show"),
    path("<int:round_id>/freeze/", acts.freeze, name="freeze"),
    path("<int:round_id>/unfreeze/", acts.unfreeze, name="unfreeze"),
    path("<int:round_id>/post/", acts.post, name="post"),
    path("<int:round_id>/finalise/", acts.finalise, name="finalise"),
    path("<int:round_id>/reopen/", corrections.reopen, name="reopen"),
    path("<int:round_id>/bulletin/", corrections.bulletin, name="bulletin"),
    path("<int:round_id>/changes/", corrections.changes, name="changes"),
    path("<int:round_id>/units/<int:unit_id>/object/", objections.raising, name="raise"),
    path("<int:round_id>/units/<int:unit_id>/correct/", corrections.correct, name="correct"),
    path("<int:round_id>/table.xlsx", exports.table_excel, name="table_excel"),
    path("<int:round_id>/table.pdf", exports.table_pdf, name="table_pdf"),
    path("<int:round_id>/bundle.zip", exports.bundle, name="bundle"),
    path("<int:round_id>/units/<int:unit_id>/", sheets.show, name="score"),
    path("<int:round_id>/units/<int:unit_id>/sheet.xlsx", exports.sheet_excel, name="sheet_excel"),
    path("<int:round_id>/units/<int:unit_id>/sheet.pdf", exports.sheet_pdf, name="sheet_pdf"),
    path("<int:round_id>/units/<int:unit_id>/items/<str:code>/", items.show, name="item"),
]
