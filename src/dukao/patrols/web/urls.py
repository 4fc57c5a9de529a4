"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from dukao.patrols.web.acts import DESKS
from dukao.patrols.web.draw_urls import DRAWS
from dukao.patrols.web.field_urls import FIELD
from dukao.patrols.web.views import findings, groups, standing, tasks

app_name = "patrols"
urlpatterns: list[URLPattern] = [
    *FIELD,
    *DRAWS,
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/add/", tasks.add, name="task_add"),
    path("tasks/export/", tasks.export, name="tasks_export"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("tasks/<int:task_id>/edit/", tasks.edit, name="task_edit"),
    path("tasks/<int:task_id>/paper/<str:what>.<str:form>", tasks.paper, name="paper"),
    path("findings/", findings.findings, name="findings"),
    path("findings/export/", findings.export, name="findings_export"),
    path("findings/bulk/", findings.bulk, name="findings_bulk"),
    path("findings/<int:finding_id>/", findings.finding, name="finding"),
    path(
        "findings/<int:finding_id>/photos/<int:photo_id>/remove/", findings.remove_photo, name="photo_remove"
    ),
    path("visits/<int:visit_id>/", findings.visit, name="visit"),
    path("visits/<int:visit_id>/informants/", findings.informants, name="informants"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.add, name="group_add"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/edit/", groups.edit, name="group_edit"),
    path("groups/<int:group_id>/debrief/", standing.submit, name="submit"),
    path("assessment/", standing.assessment, name="assessment"),
    path("assessment/export/", standing.assessment_export, name="assessment_export"),
    path("debriefs/<int:debrief_id>/", standing.debrief, name="debrief"),
    path("clues/", standing.clues, name="clues"),
    path("clues/<int:clue_id>/", standing.clue, name="clue"),
    path("clues/<int:clue_id>/open/", standing.open_clue, name="clue_open"),
    path("process/", groups.process, name="process"),
    path("process/export/", groups.process_export, name="process_export"),
    path("rules/", groups.rules, name="rules"),
    *(address for desk in DESKS for address in desk.paths()),
]
