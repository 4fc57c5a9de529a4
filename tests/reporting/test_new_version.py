"""A scheme that changes within the month: its lines follow, and nothing anybody wrote is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dukao.journal.models import Entry
from dukao.reporting import services
from dukao.reporting.models import ReportLine, UnitReport
from dukao.reporting.selectors import accepted_values
from dukao.schemes import services as scheme_services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.selectors import document
from dukao.scoring import scheme_from_data
from tests.conftest import NOW, City
from tests.reporting.planting import SEPTEMBER, line_of


@pytest.fixture
def publish_second(city: City, version: SchemeVersion) -> Callable[[], SchemeVersion]:
    """From the 28th on 施工许可 is no longer asked for; 老旧小区改造 carries its marks."""

    def publish() -> SchemeVersion:
        office = city.actor(city.office)
        second = scheme_services.start_new_version(actor=office, version=version, reason="压减指标", at=NOW)
        data: dict[str, Any] = document(version).model_dump(mode="json")
        works = data["items"][0]["children"]
        data["items"][0]["children"] = [item for item in works if item["code"] != "Z-09"]
        works[0]["weight"] = "50"
        scheme_services.save_draft(
            actor=office, version=second, document=scheme_from_data(data), revision=0, sentence="压减", at=NOW
        )
        scheme_services.submit_version(actor=office, version=second, at=NOW)
        scheme_services.publish_version(
            actor=city.actor(city.leader), version=second, effective_on=date(2026, 9, 28), at=NOW
        )
        return second

    return publish


def test_lines_follow_their_item_with_all_that_was_written(
    city: City,
    report: UnitReport,
    fill: Callable[..., ReportLine],
    publish_second: Callable[[], SchemeVersion],
) -> None:
    written = fill(line_of(report, "Z-02"))
    second = publish_second()
    services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)
    followed = line_of(report, "Z-02")
    assert (followed.pk, followed.value, followed.item.version_id) == (written.pk, 76, second.pk)
    assert set(report.lines.values_list("item__code", flat=True)) == {"Z-02", "Z-03", "J-07"}
    assert Entry.objects.filter(event="period_opened").latest("id").after["followed"] > 0


def test_what_was_written_stays_though_it_is_no_longer_asked_for(
    city: City,
    report: UnitReport,
    fill: Callable[..., ReportLine],
    publish_second: Callable[[], SchemeVersion],
) -> None:
    fill(line_of(report, "Z-09"), "15")
    publish_second()
    services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)
    assert line_of(report, "Z-09").value == 15
    other = UnitReport.objects.get(unit=city.other)
    assert not other.lines.filter(item__code="Z-09").exists()


def test_what_was_accepted_is_a_fact_of_the_new_version(
    city: City, submitted: UnitReport, version: SchemeVersion, publish_second: Callable[[], SchemeVersion]
) -> None:
    line = line_of(submitted, "Z-02")
    services.accept_line(actor=city.actor(city.reviewer), line=line, revision=line.revision, at=NOW)
    second = publish_second()
    services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)
    assert [fact[1] for fact in accepted_values(second, SEPTEMBER)] == ["Z-02"]
    assert accepted_values(version, SEPTEMBER) == []
