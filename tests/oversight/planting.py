"""Letters, leads and transfers of the standing characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from dukao.journal.models import Entry
from dukao.journal.services import record
from dukao.organisations.models import Unit
from dukao.oversight import services
from dukao.oversight.models import Hit, Letter, Search, Transfer
from dukao.oversight.services import Handing, LetterDraft
from dukao.oversight.vocabulary import Direction, LetterKind
from tests.conftest import NOW, City


def about(city: City, **changes: Any) -> LetterDraft:
    draft = LetterDraft(
        kind=LetterKind.OPINION, title="请说明技改投资目标下调依据", text="9 月下调一次，请说明依据并附材料。",
        unit_id=city.housing.pk, to_office=True,
    )  # fmt: skip
    return replace(draft, **changes)


def plant_draft(city: City, **changes: Any) -> Letter:
    letter = services.draft_letter(actor=city.actor(city.discipline), draft=about(city, **changes), at=NOW)
    assert letter is not None
    return letter


def plant_letter(city: City, *, at: datetime = NOW, **changes: Any) -> Letter:
    """Sent, waiting for its answer."""
    return services.send_letter(actor=city.actor(city.discipline), letter=plant_draft(city, **changes), at=at)


def plant_answered(city: City, **changes: Any) -> Letter:
    letter = plant_letter(city, **changes)
    answerer = city.office if letter.to_office else city.head
    services.answer_letter(actor=city.actor(answerer), letter=letter, text="因两个项目核准延期。", at=NOW)
    letter.refresh_from_db()
    return letter


def plant_hit(city: City, unit: Unit | None = None, **changes: Any) -> Hit:
    unit = unit or city.housing
    search = Search.objects.create(
        year=2026, started_at=NOW, finished_at=NOW, started_by="系统", parameters={}
    )
    values: dict[str, Any] = {
        "rule": "late_extensions", "key": f"k{Hit.objects.count()}", "year": 2026, "unit": unit,
        "unit_path": unit.versions.get().path, "who": "市住建局 国道改线征拆", "finding": "批准晚于到期日 9 日",
        "figures": [["原时限", "2026-09-19"]], "links": [["事项", "/matters/"]], "found_at": NOW,
        "first_found": search, "last_found": search,
    }  # fmt: skip
    return Hit.objects.create(**(values | changes))


def plant_transfer(
    city: City, direction: str = Direction.TO_DISCIPLINE, contents: str = "某某虚报三次"
) -> Transfer:
    sender = city.office if direction == Direction.TO_DISCIPLINE else city.discipline
    handing = Handing(direction, city.housing.pk, "填报数据问题线索", contents)
    transfer = services.send_transfer(actor=city.actor(sender), handing=handing, at=NOW)
    assert transfer is not None
    return transfer


@transaction.atomic
def plant_entry(city: City, event: str = "line_returned", **changes: object) -> Entry:
    """Something that the stream tells of the housing bureau."""
    values: dict[str, object] = {
        "actor": city.actor(city.reviewer), "subject": None, "label": "市住建局 老旧小区改造", "at": NOW,
        "reason": "附件是上月通知。", "unit_path": city.housing.versions.get().path, "after": {"state": "退回"},
    }  # fmt: skip
    return record(event=event, **(values | changes))  # type: ignore[arg-type]
