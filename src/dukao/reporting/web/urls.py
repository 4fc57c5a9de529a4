"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.reporting.web.views import (
    checks,
    corrections,
    evidence,
    flow,
    lines,
    month,
    overview,
    review,
    rules,
    shared,
)

app_name = "reporting"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", month.mine, name="mine"),
    path("<int:report_id>/", month.show, name="show"),
    path("<int:report_id>/sheet/", month.sheet, name="sheet"),
    path("<int:report_id>/values/", lines.values, name="values"),
    path("<int:report_id>/lines/<int:line_id>/", lines.item, name="item"),
    path("<int:report_id>/lines/<int:line_id>/evidence/", evidence.attach, name="attach"),
    path("<int:report_id>/evidence/<int:evidence_id>/remove/", evidence.remove, name="remove"),
    path("<int:report_id>/lines/<int:line_id>/correction/", corrections.ask, name="ask_correction"),
    path("<int:report_id>/send/", flow.send, name="send"),
    path("<int:report_id>/recall/", flow.recall, name="recall"),
    path("<int:report_id>/sign-back/", flow.sign_back, name="sign_back"),
    path("<int:report_id>/submit/", flow.submit, name="submit"),
    path("review/", review.queue, name="review"),
    path("review/<int:line_id>/", review.judge, name="judge"),
    path("review/<int:line_id>/withdraw/", review.withdraw, name="withdraw"),
    path("review/accept/", review.accept_many, name="accept_many"),
    path("checks/", checks.listing, name="checks"),
    path("checks/<int:line_id>/", checks.verify, name="verify"),
    path("overview/", overview.newest, name="overview"),
    path("overview/open/", overview.open_month, name="open"),
    path("overview/<slug:period>/", overview.show, name="period"),
    path("overview/<slug:period>/remind/", overview.remind, name="remind"),
    path("overview/<slug:period>/lock/", overview.lock, name="lock"),
    path("overview/<slug:period>/export/", overview.export, name="export"),
    path("rules/", rules.rules, name="rules"),
    path("shared/", shared.listing, name="shared"),
    path("shared/template/", shared.template, name="shared_template"),
    path("shared/import/", shared.upload, name="shared_upload"),
    path("shared/import/<str:digest>/", shared.dry_run, name="shared_import"),
    path("corrections/", corrections.listing, name="corrections"),
    path("corrections/<int:request_id>/", corrections.decide, name="decide"),
]
