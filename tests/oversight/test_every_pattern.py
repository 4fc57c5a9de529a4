"""Every pattern looked for in real rows: what is planted is found, by its rule alone, and judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client

from dukao.assessments.models import Round, UnitScore
from dukao.documents.services import store_file
from dukao.identity.models import Account
from dukao.kernel.roles import Role
from dukao.matters.models import Extension
from dukao.organisations.models import Unit
from dukao.oversight import services
from dukao.oversight.models import Hit, PatternRule
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.selectors.hits import records
from dukao.reporting.models import LineEvidence, LineReturn, ReportingPeriod, ReportLine, UnitReport
from dukao.schemes.models import SchemeVersion, Target
from dukao.schemes.services.targets import set_targets
from tests.conftest import NOW, TODAY, City
from tests.matters.access import _planted
from tests.oversight.test_searching import picture
from tests.reporting import planting
from tests.reporting.planting import plant_policy, plant_version

pytestmark = pytest.mark.django_db

COPIED = "本月按周调度、逐项销账，堵点当周解决，下一步逐点倒排工期。"
FALLING = {3: "51", 4: "103", 5: "101", 6: "155"}
ROUND_AND_JUMPING = {1: "60", 2: "120", 3: "180", 4: "240", 5: "300", 6: "900", 7: "960"}
SPIKING = {month: str(51 * month) for month in range(1, 12)} | {12: "1501"}
#: Few rows stand for a year's: the rules count less, and nothing else of them is changed.
LESS = {"lenient_reviewers": {"least_count": "5"}, "round_numbers": {"least_count": "4"}}


@pytest.fixture
def version(city: City, monkeypatch: pytest.MonkeyPatch) -> SchemeVersion:
    grades = 'grades: [{name: 优秀, range: "[90, +∞)"}, {name: 合格, range: "(-∞, 90)"}]'
    graded = planting.TEXT.replace("items:\n", f"{grades}\nitems:\n", 1)
    monkeypatch.setattr(planting, "TEXT", graded)
    for code, parameters in LESS.items():
        PatternRule.objects.filter(code=code).update(parameters=PATTERNS[code].defaults() | parameters)
    return plant_version(city)


@pytest.fixture
def add_line(city: City, version: SchemeVersion) -> Callable[..., ReportLine]:
    policy = plant_policy()

    def add(unit: Unit, item: str, month: int, value: str, words: str = "") -> ReportLine:
        period, _ = ReportingPeriod.objects.get_or_create(
            period=f"2026-{month:02d}", defaults={"policy": policy, "opens_at": NOW, "due_at": NOW}
        )
        report, _ = UnitReport.objects.get_or_create(
            unit=unit, period=period, defaults={"state": "submitted", "submitted_at": NOW}
        )
        return ReportLine.objects.create(
            report=report, item=version.items.get(code=item), state="accepted", value=Decimal(value),
            narrative=words, submitted_at=NOW, reviewed_at=NOW, reviewed_by=city.reviewer,
        )  # fmt: skip

    return add


@pytest.fixture
def figures(city: City, add_line: Callable[..., ReportLine]) -> list[ReportLine]:
    """前后矛盾, 突变, 整数偏多, 年末突击, 零比零 and 进展雷同, in the figures and words of three bureaus."""
    lines = [
        add_line(unit, "J-07", month, value, COPIED if month == 3 else "")
        for unit, values in (
            (city.housing, FALLING), (city.planning, ROUND_AND_JUMPING), (city.other, SPIKING),
        )
        for month, value in values.items()
    ]  # fmt: skip
    for month in (1, 2):
        add_line(city.housing, "Z-03", month, "0")
        Target.objects.create(
            version=lines[0].item.version, unit=city.housing, item="Z-03", period=f"2026-{month:02d}",
            value=Decimal(0),
        )  # fmt: skip
    return lines


@pytest.fixture
def judged(figures: list[ReportLine], city: City, make_account: Callable[..., Account]) -> None:
    """审核偏宽 and 多次退回: three send back three of eight, one nothing at all."""
    for number in range(3):
        reviewer = make_account(f"r{number}", f"审核 {number}", city.planning, Role.LEAD_REVIEWER)
        own = figures[5 * number : 5 * number + 5]
        ReportLine.objects.filter(pk__in=[line.pk for line in own]).update(reviewed_by=reviewer)
        for _ in range(3):
            LineReturn.objects.create(line=own[0], reason="口径不对。", returned_by=reviewer, returned_at=NOW)
    assert ReportLine.objects.filter(reviewed_by=city.reviewer).count() >= 5


@pytest.fixture
def pictured(figures: list[ReportLine], city: City) -> None:
    """照片重复: the same street, saved anew half a year later."""
    for line, content in zip(figures[:2], (picture(400), picture(220, kind="JPEG", quality=60)), strict=True):
        file = store_file(name="现场.jpg", content=BytesIO(content), max_bytes=1024**2, at=NOW)
        LineEvidence.objects.create(
            line=line, file=file, name="现场.jpg", added_at=NOW, added_by=city.reporter
        )


@pytest.fixture
def crowded(city: City, version: SchemeVersion) -> None:
    """分数贴线: three just over ninety and nobody near."""
    posted = Round.objects.create(
        version=version, period="2026-08", months=1, ends_on=date(2026, 8, 31), state="frozen", frozen_at=NOW,
        facts_digest="f" * 64, result_digest="r" * 64, computed_at=NOW,
        frozen_by=city.office,
    )  # fmt: skip
    for unit, total in ((city.housing, "90.01"), (city.planning, "90.1"), (city.other, "90.2")):
        UnitScore.objects.create(round=posted, unit=unit, group="g1", group_size=3, total=Decimal(total))


@pytest.fixture
def eased(city: City, version: SchemeVersion) -> None:
    """年末前下调目标 and 过期后批延期."""
    office, cell = city.actor(city.office), (city.housing.pk, "Z-02", "2026-12")
    set_targets(actor=office, version=version, values={cell: Decimal(90)}, reason="核减。", at=NOW)
    Extension.objects.create(
        matter=_planted(city, 2), old_due_on=date(2026, 9, 19), new_due_on=date(2026, 11, 30), reason="未迁",
        state="granted", asked_by=city.head, asked_at=NOW, decided_by=city.office, decided_at=NOW,
    )  # fmt: skip


@pytest.mark.usefixtures("judged", "pictured", "crowded", "eased")
def test_each_rule_finds_what_is_planted_with_figures_and_takes_a_verdict(city: City, client: Client) -> None:
    services.search_patterns(year=2026, by="系统", at=NOW)
    found = {hit.rule: hit for hit in Hit.objects.order_by("-pk")}
    assert set(found) == set(PATTERNS)
    assert found["contradictions"].finding == "累计数 2026-04 为 103，2026-05 反为 101，少 1.9%"
    assert "2026-06 一个月增加 600" in found["jumps"].finding
    assert "62." in found["year_end"].finding
    assert found["round_numbers"].unit == city.planning
    assert found["noughts"].finding.startswith("2 个月目标为 0、完成为 0")
    assert found["often_returned"].finding.endswith("退回 3 次")
    assert "通过率 100.0%，同类中位 62.5%" in found["lenient_reviewers"].finding
    assert found["near_lines"].who.startswith("3 个单位得 90.00")
    assert "3 个单位" in found["copied_narratives"].who
    assert "共用 2 次" in found["reused_photos"].finding
    client.force_login(city.discipline)
    discipline = city.actor(city.discipline)
    for rule, hit in found.items():
        page = client.get(f"/oversight/hits/{hit.pk}/").content.decode()
        assert PATTERNS[rule].name in page
        assert PATTERNS[rule].rule in page
        assert hit.figures or hit.links, rule
        # The planted round has totals and no body; its page has tests of its own.
        for address in (address for _, address in hit.links if not address.startswith("/results/")):
            assert client.get(address, follow=True).status_code == 200, (rule, address)
        services.dismiss_hit(actor=discipline, hit=hit, reason="核过，属实。", at=NOW)
    shares = {row.pattern.code: row.dismissed_share for row in records(discipline, NOW, TODAY)}
    assert set(shares.values()) == {1.0}
    services.search_patterns(year=2026, by="系统", at=NOW + timedelta(days=1))
    assert all(Hit.objects.get(pk=hit.pk).state == "dismissed" for hit in found.values())
