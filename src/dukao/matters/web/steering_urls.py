"""Addresses of the ladder, of what units ask for, of look-backs and of the rules."""

from __future__ import annotations

from django.urls import path

from dukao.matters.web.views import asking, ladder, lookbacks, rules

STEERING = [
    path("rungs/", ladder.rungs, name="rungs"),
    path("rungs/<int:rung_id>/", ladder.rung, name="rung"),
    path("rungs/<int:rung_id>/explain/", ladder.explain, name="explain"),
    path("extensions/", asking.extensions, name="extensions"),
    path("extensions/<int:extension_id>/", asking.extension, name="extension"),
    path("extensions/<int:extension_id>/withdraw/", asking.withdraw, name="withdraw"),
    path("requests/", asking.requests, name="requests"),
    path("requests/<int:request_id>/", asking.coordination, name="request"),
    path("lookbacks/", lookbacks.lookbacks, name="lookbacks"),
    path("lookbacks/export/", lookbacks.export, name="lookbacks_export"),
    path("lookbacks/<int:lookback_id>/", lookbacks.lookback, name="lookback"),
    path("rules/", rules.rules, name="rules"),
]
