"""Addresses of draws by lot."""

from __future__ import annotations

from django.urls import path

from dukao.patrols.web.views import draws

DRAWS = [
    path("draws/", draws.draws, name="draws"),
    path("draws/export/", draws.export, name="draws_export"),
    path("draws/add/", draws.add, name="draw_add"),
    path("draws/<int:draw_id>/", draws.draw, name="draw"),
    path("draws/<int:draw_id>/list.csv", draws.listing, name="draw_list"),
    path("draws/<int:draw_id>/drop/", draws.drop, name="draw_drop"),
    path("draws/<int:draw_id>/send/", draws.send, name="draw_send"),
]
