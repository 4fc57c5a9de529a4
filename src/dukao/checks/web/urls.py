"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.checks.web.acts import DESK
from dukao.checks.web.conclusion_acts import DESK as CONCLUSIONS
from dukao.checks.web.views import amendments, burden, check, conclusions, intake, own, plan, rules

app_name = "checks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", plan.plan, name="plan"),
    path("calendar/", plan.calendar, name="calendar"),
    path("export/", plan.export, name="export"),
    path("overlaps/", plan.overlaps, name="overlaps"),
    path("additions/", plan.additions, name="additions"),
    path("amendments/", amendments.amendments, name="amendments"),
    path("amendments/<int:amendment_id>/", amendments.decide, name="amendment"),
    path("amendments/<int:amendment_id>/withdraw/", amendments.withdraw, name="unamend"),
    path("import/", intake.upload, name="import"),
    path("import/template/", intake.template, name="template"),
    path("import/<str:digest>/", intake.preview, name="preview"),
    path("mine/", own.mine, name="mine"),
    path("complain/", own.complain, name="complain"),
    path("complaints/", own.complaints, name="complaints"),
    path("complaints/export/", own.complaints_export, name="complaints_export"),
    path("complaints/<int:complaint_id>/", own.answer, name="answer"),
    path("burden/", burden.city, name="burden"),
    path("burden/export/", burden.export, name="burden_export"),
    path("burden/<int:unit_id>/", burden.unit, name="unit_burden"),
    path("rules/", rules.rules, name="rules"),
    path("add/", check.add, name="add"),
    path("<int:check_id>/", check.show, name="show"),
    path("<int:check_id>/edit/", check.edit, name="edit"),
    path("<int:check_id>/conclude/", conclusions.draft, name="conclude"),
    *DESK.paths(),
    path("conclusions/", conclusions.conclusions, name="conclusions"),
    path("conclusions/export/", conclusions.export, name="conclusions_export"),
    path("conclusions/<int:conclusion_id>/", conclusions.show, name="conclusion"),
    path("conclusions/<int:conclusion_id>/edit/", conclusions.revise, name="redraft"),
    *CONCLUSIONS.paths(),
]
