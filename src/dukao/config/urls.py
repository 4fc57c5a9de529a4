"""All addresses, one line a room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("dukao.operations.web.probe_urls")),
    path("", include("dukao.dashboards.web.urls")),
    path("account/", include("dukao.identity.web.urls")),
    path("units/", include("dukao.organisations.web.urls")),
    path("journal/", include("dukao.journal.web.urls")),
    path("notices/", include("dukao.notifications.web.urls")),
    path("calendar/", include("dukao.notifications.web.calendar_urls")),
    path("privacy/", include("dukao.privacy.web.urls")),
    path("files/", include("dukao.documents.web.urls")),
    path("documents/", include("dukao.documents.web.official_urls")),
    path("tasks/", include("dukao.background.web.urls")),
    path("matters/", include("dukao.matters.web.urls")),
    path("decisions/", include("dukao.matters.web.decision_urls")),
    path("checks/", include("dukao.checks.web.urls")),
    path("problems/", include("dukao.issues.web.urls")),
    path("patrols/", include("dukao.patrols.web.urls")),
    path("schemes/", include("dukao.schemes.web.urls")),
    path("api/v1/", include("dukao.schemes.web.api")),
    path("reports/", include("dukao.reporting.web.urls")),
    path("results/", include("dukao.assessments.web.urls")),
    path("oversight/", include("dukao.oversight.web.urls")),
    path("operations/", include("dukao.operations.web.urls")),
    path("gallery/", include("dukao.ui.web.urls")),
]

handler400 = "dukao.ui.web.errors.bad_request"
handler403 = "dukao.ui.web.errors.forbidden"
handler404 = "dukao.ui.web.errors.not_found"
handler500 = "dukao.ui.web.errors.server_error"
