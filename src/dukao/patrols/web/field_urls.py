"""Addresses of the page in the field. The worker's own address is what keeps it to them."""

from __future__ import annotations

from django.urls import path

from dukao.patrols.web.views import field

FIELD = [
    path("field/", field.show, name="field"),
    path("field/worker.js", field.worker, name="field_worker"),
    path("field/tasks/", field.tasks, name="field_tasks"),
    path("field/changes/", field.changes, name="field_changes"),
    path("field/photos/", field.photo, name="field_photo"),
    path("field/splits/", field.splits, name="field_splits"),
    path("field/splits/<int:record_id>/", field.settle, name="field_settle"),
]
