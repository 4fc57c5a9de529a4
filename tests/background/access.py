"""Who may open which address of long work."""

from __future__ import annotations

from dukao.background.models import Task
from dukao.kernel.roles import Role
from tests.access import EVERYONE
from tests.conftest import NOW, City

#: The list shows one's own; a task is seen by its starter and by the office above.
ACCESS = {
    "tasks:list": EVERYONE,
    "tasks:show": {Role.REPORTER, Role.OFFICE},
    "tasks:progress": {Role.REPORTER, Role.OFFICE},
}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    reporter = city.actor(city.reporter)
    task = Task.objects.create(
        kind="sample", label="导出填报", account_id=reporter.account_id, started_by=reporter.name,
        unit_path=reporter.unit_path, created_at=NOW,
    )  # fmt: skip
    return {"tasks:show": (task.pk,), "tasks:progress": (task.pk,)}
