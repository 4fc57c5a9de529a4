"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.matters.web.acts import DESK
from dukao.matters.web.steering_urls import STEERING
from dukao.matters.web.views import boards, carrying, ledger, matter, registering

app_name = "matters"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", ledger.ledger, name="ledger"),
    path("add/", registering.add, name="add"),
    path("export/", ledger.export, name="export"),
    path("carry/", carrying.carry_year, name="carry_year"),
    path("bulk/", ledger.bulk, name="bulk"),
    path("board/", boards.show_board, name="board"),
    path("gantt/", boards.show_gantt, name="gantt"),
    path("mine/", boards.mine, name="mine"),
    path("leader/", boards.leader, name="leader"),
    path("<int:matter_id>/", matter.show, name="show"),
    path("<int:matter_id>/drawer/", matter.drawer, name="drawer"),
    path("<int:matter_id>/edit/", registering.edit, name="edit"),
    *STEERING,
    *DESK.paths(),
]
