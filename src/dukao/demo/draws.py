"""Draws by lot of the example city: one carried out and sent on, one whose list waits for its seed."""

from __future__ import annotations

from datetime import date, timedelta

from dukao.demo.city import City
from dukao.demo.patrol_groups import acting
from dukao.kernel.clock import at_time
from dukao.patrols import services
from dukao.patrols.models import PatrolGroup

SEED, SEED_SOURCE = "03 11 17 22 25 31 + 08", "双色球第 2026147 期，12 月 22 日 21:15 开奖公告"


def plant_draws(city: City, groups: list[PatrolGroup], today: date) -> None:
    office = acting(city.accounts["hezheng"])
    first = services.freeze_draw(
        actor=office,
        at=at_time(today - timedelta(days=10), 10),
        draft=services.DrawDraft(
            title="四季度在办事项实地核查",
            owner_id=city.root.pk,
            pool="matters",
            range="open",
            seed_plan="12 月 22 日双色球第 2026147 期开奖号码",
            size=8,
        ),
    )
    services.draw_items(
        actor=office, draw=first, seed=SEED, seed_source=SEED_SOURCE,
        at=at_time(today - timedelta(days=5), 9),
    )  # fmt: skip
    drawn = first.items.filter(position__lte=2).values_list("pk", flat=True)
    services.send_to_drawn(
        actor=office,
        draw=first,
        item_ids=list(drawn),
        at=at_time(today - timedelta(days=5), 10),
        sending=services.Sending(
            groups[3].pk,
            today + timedelta(days=14),
            today + timedelta(days=18),
            "《政府督查工作条例》第十四条",
        ),
    )
    services.freeze_draw(
        actor=office,
        at=at_time(today, 8),
        draft=services.DrawDraft(
            title="已销号事项“回头看”抽查",
            owner_id=city.root.pk,
            pool="matters",
            range="closed",
            seed_plan="12 月 31 日上证指数收盘点位（四位小数）",
            size=5,
        ),
    )
