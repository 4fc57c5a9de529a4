"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from dukao.issues.web.acts import DESK
from dukao.issues.web.views import (
    again,
    intake,
    ledger,
    own,
    practices,
    problem,
    registering,
    rules,
    statistics,
)

app_name = "issues"
urlpatterns: list[URLPattern] = [
    path("", ledger.ledger, name="ledger"),
    path("export/", ledger.export, name="export"),
    path("bulk/", ledger.bulk, name="bulk"),
    path("add/", registering.add, name="add"),
    path("alike/", registering.alike, name="alike"),
    path("mine/", own.mine, name="mine"),
    path("self-checks/<int:item_id>/", own.self_check, name="self_check"),
    path("import/", intake.upload, name="import"),
    path("import/template/", intake.template, name="template"),
    path("import/<int:intake_id>/", intake.preview, name="intake"),
    path("import/<int:intake_id>/rows/<int:number>/", intake.row, name="intake_row"),
    path("import/<int:intake_id>/register/", intake.register, name="register_intake"),
    path("lookbacks/", again.lookbacks, name="lookbacks"),
    path("lookbacks/export/", again.export_lookbacks, name="lookbacks_export"),
    path("lookbacks/draw/", again.draw, name="draw"),
    path("lookbacks/<int:lookback_id>/", again.lookback, name="look_back"),
    path("draws/<int:draw_id>/", again.drawn, name="drawn"),
    path("draws/<int:draw_id>/list.csv", again.draw_listing, name="draw_listing"),
    path("sweeps/", again.sweeps, name="sweeps"),
    path("sweeps/export/", again.export_sweeps, name="sweeps_export"),
    path("sweeps/<int:sweep_id>/", again.sweep, name="show_sweep"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/export/", statistics.export, name="statistics_export"),
    path("practices/", practices.practices, name="practices"),
    path("practices/export/", practices.export, name="practices_export"),
    path("practices/add/", practices.propose, name="propose"),
    path("practices/<int:practice_id>/", practices.practice, name="practice"),
    path("practices/<int:practice_id>/decide/", practices.decide, name="decide_practice"),
    path("rules/", rules.rules, name="rules"),
    path("groups/add/", rules.group, name="add_group"),
    path("groups/<int:group_id>/", rules.group, name="group"),
    path("groups/<int:group_id>/end/", rules.end_group, name="end_group"),
    path("<int:problem_id>/", problem.show, name="show"),
    path("<int:problem_id>/drawer/", problem.drawer, name="drawer"),
    path("<int:problem_id>/edit/", registering.edit, name="edit"),
    path("<int:problem_id>/slip/", problem.draft_slip, name="slip"),
    path("<int:problem_id>/measures/<int:measure_id>/done/", problem.tick_measure, name="tick"),
    path("<int:problem_id>/extensions/<int:extension_id>/", problem.extension, name="extension"),
    path("<int:problem_id>/extensions/<int:extension_id>/withdraw/", problem.withdraw, name="withdraw"),
    *DESK.paths(),
]
