"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.schemes.web.views import deciding, editor, files, founding, indicators, reading, targets

app_name = "schemes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.schemes, name="list"),
    path("<int:year>/", reading.schemes, name="year"),
    path("add/", founding.add, name="add"),
    path("policy/", founding.set_policy, name="policy"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/add/", indicators.add_indicator, name="indicator_add"),
    path("indicators/library.xlsx", indicators.export_indicators, name="indicators_export"),
    path("indicators/import/", indicators.import_indicators, name="indicators_import"),
    path("indicators/<int:indicator_id>/", indicators.indicator, name="indicator"),
    path("indicators/<int:indicator_id>/revise/", indicators.revise_indicator, name="indicator_revise"),
    path("versions/<int:version_id>/", reading.show, name="show"),
    path("versions/<int:version_id>/against/<int:base_id>/", reading.compare, name="compare"),
    path("versions/<int:version_id>/scheme.yaml", reading.as_yaml, name="yaml"),
    path("versions/<int:version_id>/scheme.xlsx", reading.as_workbook, name="workbook"),
    path("versions/<int:version_id>/edit/", editor.edit, name="edit"),
    path("versions/<int:version_id>/weights/", editor.set_weights, name="weights"),
    path("versions/<int:version_id>/items/<str:code>/", editor.set_item, name="item"),
    path("versions/<int:version_id>/families/<str:code>/", editor.set_family, name="family"),
    path("versions/<int:version_id>/settings/<slug:key>/", editor.set_section, name="section"),
    path("versions/<int:version_id>/shape/", editor.shape, name="shape"),
    path("versions/<int:version_id>/undo/", editor.undo, name="undo"),
    path("versions/<int:version_id>/pick/", editor.pick, name="pick"),
    path("versions/<int:version_id>/upload/", files.upload, name="upload"),
    path("versions/<int:version_id>/targets/", targets.targets, name="targets"),
    path("versions/<int:version_id>/targets/set/", targets.set_targets, name="targets_set"),
    path("versions/<int:version_id>/targets/copy/", targets.copy_targets, name="targets_copy"),
    path("versions/<int:version_id>/targets/targets.xlsx", targets.export_targets, name="targets_export"),
    path("versions/<int:version_id>/targets/import/", targets.import_targets, name="targets_import"),
    path("versions/<int:version_id>/submit/", deciding.submit, name="submit"),
    path("versions/<int:version_id>/send-back/", deciding.send_back, name="send_back"),
    path("versions/<int:version_id>/publish/", deciding.publish, name="publish"),
    path("versions/<int:version_id>/new-version/", deciding.start_new_version, name="new_version"),
    path("versions/<int:version_id>/discard/", deciding.discard, name="discard"),
]
