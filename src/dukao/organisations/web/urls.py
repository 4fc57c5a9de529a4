"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.organisations.web.views import (
    calendar,
    groups,
    imports,
    links,
    people,
    reorganisation,
    trees,
    units,
)

app_name = "organisations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", trees.tree, name="tree"),
    path("trees/<slug:tree>/", trees.tree, name="tree"),
    path("trees/<slug:tree>/add/", units.add_unit, name="add_top"),
    path("suggest/", trees.suggest, name="suggest"),
    path("<int:unit_id>/", units.unit, name="unit"),
    path("<int:unit_id>/below/", trees.below, name="below"),
    path("<int:unit_id>/add/", units.add_unit, name="add_below"),
    path("<int:unit_id>/change/", units.change_unit, name="change_unit"),
    path("<int:unit_id>/versions/<int:version_id>/correct/", units.correct_unit, name="correct_unit"),
    path("<int:unit_id>/withdraw/", units.withdraw_change, name="withdraw_change"),
    path("<int:unit_id>/end/", units.end_unit, name="end_unit"),
    path("<int:unit_id>/merge/", reorganisation.merge, name="merge_unit"),
    path("<int:unit_id>/split/", reorganisation.split, name="split_unit"),
    path("<int:unit_id>/link/", links.link, name="link_unit"),
    path("links/<int:link_id>/end/", links.end_link, name="end_link"),
    path("<int:unit_id>/appoint/", links.appoint, name="appoint"),
    path("posts/<int:post_id>/end/", links.end_post, name="end_post"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/correct/", people.correct_person, name="correct_person"),
    path("people/<int:person_id>/reveal/", people.reveal, name="reveal"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.add_group, name="add_group"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/correct/", groups.correct_group, name="correct_group"),
    path("groups/<int:group_id>/end/", groups.end_group, name="end_group"),
    path("groups/<int:group_id>/seats/add/", groups.give_seat, name="give_seat"),
    path("seats/<int:seat_id>/end/", groups.end_seat, name="end_seat"),
    path("import/", imports.imports, name="imports"),
    path("import/template/", imports.download_template, name="import_template"),
    path("import/carry-out/", imports.carry_out, name="carry_out_import"),
    path("import/discard/", imports.discard, name="discard_import"),
    path("export/", imports.export, name="export"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar, name="calendar_year"),
    path("calendar/<int:year>/enter/", calendar.enter_notice, name="enter_notice"),
]
