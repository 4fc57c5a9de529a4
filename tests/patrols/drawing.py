"""A list frozen for a draw, from matters in hand."""

from __future__ import annotations

from typing import Any

from dukao.matters import services as matter_services
from dukao.matters.models import Matter
from dukao.patrols import services
from dukao.patrols.models import Draw
from dukao.patrols.services import DrawDraft
from tests.conftest import NOW, City
from tests.matters.conftest import matter_draft

SEED, SOURCE = "03 11 17 22 25 31 + 08", "双色球第 2026115 期，10 月 9 日 21:15 开奖"


def plant_matter(city: City, **changes: Any) -> Matter:
    """Assigned to 市住建局 unless somebody else is named."""
    office = city.actor(city.office)
    draft = matter_draft(city, **(changes | {"assisting_ids": ()}))
    matter = matter_services.register_matter(actor=office, draft=draft, at=NOW)
    assert matter is not None
    return matter_services.assign_matter(actor=office, matter=matter, at=NOW)


def plant_draw(city: City, count: int = 6, **changes: Any) -> Draw:
    """Over `count` matters, half of them of a county."""
    for number in range(count):
        plant_matter(
            city, title=f"事项 {number}", lead_unit_id=(city.county if number % 2 else city.housing).pk
        )
    said: dict[str, Any] = {
        "title": "三季度实地核查", "owner_id": city.city.pk, "pool": "matters", "range": "open",
        "seed_plan": "10 月 9 日双色球第 2026115 期开奖号码", "size": 3,
    }  # fmt: skip
    draft = DrawDraft(**(said | changes))
    return services.freeze_draw(actor=city.actor(city.office), draft=draft, at=NOW)
