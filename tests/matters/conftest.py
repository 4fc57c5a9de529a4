"""A matter of the standing characters: the office supervises, 市住建局 leads, 市水利局 assists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from dukao.kernel.regimes import Regime
from dukao.matters import services
from dukao.matters.models import Matter, WorkField
from dukao.matters.services import MatterDraft, Node
from dukao.matters.vocabulary import MatterKind
from tests.conftest import NOW, City

DUE = date(2026, 12, 20)
NODES = (Node(date(2026, 10, 31), 40, "完成管网摸排"), Node(date(2026, 11, 30), 80, "主体完工"))


def matter_draft(city: City, **changes: object) -> MatterDraft:
    features: dict[str, object] = {
        "title": "城市燃气管网更新改造 70 公里",
        "kind": MatterKind.KEY_TASK,
        "field_id": WorkField.objects.get(name="城建民生").pk,
        "owner_id": city.city.pk,
        "lead_unit_id": city.housing.pk,
        "regime": Regime.GOVERNMENT,
        "legal_basis": "《政府督查工作条例》第十一条",
        "due_on": DUE,
        "assisting_ids": (city.other.pk,),
        "path": "分三段施工，先主干后支线。",
        "standard": "70 公里全部通气并验收。",
        "milestones": NODES,
    }
    return MatterDraft(**(features | changes))  # type: ignore[arg-type]


@pytest.fixture
def draft(city: City) -> Callable[..., MatterDraft]:
    return partial(matter_draft, city)


@pytest.fixture
def matter(city: City, draft: Callable[..., MatterDraft]) -> Matter:
    """拟办."""
    made = services.register_matter(actor=city.actor(city.office), draft=draft(), at=NOW)
    assert made is not None
    return made


@pytest.fixture
def assigned(city: City, matter: Matter) -> Matter:
    return services.assign_matter(actor=city.actor(city.office), matter=matter, at=NOW)


@pytest.fixture
def received(city: City, assigned: Matter) -> Matter:
    return services.receive_matter(actor=city.actor(city.reporter), matter=assigned, at=NOW)


@pytest.fixture
def finished(city: City, received: Matter) -> Matter:
    services.finish_matter(actor=city.actor(city.head), matter=received, text="全部通气，已验收。", at=NOW)
    return Matter.objects.get(pk=received.pk)
