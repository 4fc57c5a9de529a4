"""Writing in a line: kept exactly, never over somebody else's words, never twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState
from tests.conftest import NOW, City
from tests.reporting.planting import line_of


def save(city: City, line: ReportLine, value: str | None = "76", **parts: object) -> ReportLine:
    return services.save_line(
        actor=city.actor(city.reporter), line=line, at=NOW,
        value=None if value is None else Decimal(value), **{"revision": line.revision, **parts},
    )  # fmt: skip


def test_a_value_alone_makes_a_draft_and_words_make_it_filled(city: City, line: ReportLine) -> None:
    saved = save(city, line, "76.10")
    assert (saved.state, str(saved.value), saved.revision) == (LineState.DRAFT, "76.10", 1)
    saved = save(city, saved, "76.10", narrative="按计划推进。")
    assert saved.state == LineState.FILLED
    assert save(city, saved, None, narrative="").state == LineState.EMPTY
    assert [entry.after["state"] for entry in Entry.objects.filter(event="line_saved").order_by("id")] == [
        "draft", "filled", "empty"
    ]  # fmt: skip


def test_a_cell_of_the_grid_leaves_the_words_alone(city: City, line: ReportLine) -> None:
    saved = save(city, line, narrative="说明")
    assert save(city, saved, "80").narrative == "说明"


def test_the_same_content_twice_is_saved_once(city: City, line: ReportLine) -> None:
    save(city, line)
    again = save(city, line)  # with the revision of the form, which is old by now
    assert again.revision == 1
    assert Entry.objects.filter(event="line_saved").count() == 1


def test_a_stale_form_does_not_write_over_another(
    city: City, line: ReportLine, make_account: Callable[..., object]
) -> None:
    second = make_account("second", "林岚岚", city.housing, "reporter")
    services.save_line(
        actor=city.actor(second),
        line=line,
        revision=0,
        value=Decimal(70),
        at=NOW,  # type: ignore[arg-type]
    )
    with pytest.raises(Stale, match="林岚岚刚刚改过这一项。你的内容还在，核对后再存"):
        save(city, line, "76")
    line.refresh_from_db()
    assert line.value == 70
    assert Entry.objects.filter(event="line_saved").count() == 1


def test_one_s_own_other_window_is_named_as_such(city: City, line: ReportLine) -> None:
    save(city, line, "70")
    with pytest.raises(Stale, match="另一个窗口"):
        save(city, line, "76")


def test_not_applicable_takes_the_value_away_and_asks_for_a_reason(city: City, line: ReportLine) -> None:
    saved = save(city, line, "76", is_not_applicable=True)
    assert (saved.value, saved.state) == (None, LineState.DRAFT)
    saved = save(city, saved, None, is_not_applicable=True, narrative="今年没有任务。")
    assert saved.state == LineState.FILLED
    assert not save(city, saved, "5").is_not_applicable


def test_301_characters_are_refused_300_are_not(city: City, line: ReportLine) -> None:
    assert save(city, line, narrative="字" * 299 + " \n　。")
    with pytest.raises(DomainError, match="最多 300 字，现在 301 字.*请删减 1 字"):
        save(city, line, narrative="字" * 301, revision=1)
    line.refresh_from_db()
    assert line.narrative.startswith("字" * 299)


def test_a_returned_line_stays_returned_until_it_is_said_to_be_put_right(
    city: City, submitted: UnitReport
) -> None:
    line = line_of(submitted, "Z-02")
    services.return_line(
        actor=city.actor(city.reviewer),
        line=line,
        revision=line.revision,
        reason="请换成 9 月验收单。",
        at=NOW,
    )
    saved = save(city, line, "77", narrative="改好了。")
    assert saved.state == LineState.RETURNED
    assert save(city, saved, "77", done=True).state == LineState.FILLED


def test_done_needs_everything_there(city: City, submitted: UnitReport) -> None:
    line = line_of(submitted, "Z-02")
    services.return_line(
        actor=city.actor(city.reviewer), line=line, revision=line.revision, reason="请补写。", at=NOW
    )
    with pytest.raises(DomainError, match="未填本月值、未写工作进展"):
        save(city, line, None, narrative="", done=True)


@pytest.mark.parametrize("who", ["head", "reviewer", "stranger", "office", "discipline", "system_admin"])
def test_only_the_unit_s_reporter_writes(city: City, line: ReportLine, who: str) -> None:
    with pytest.raises(Refused, match="填报员"):
        services.save_line(
            actor=city.actor(getattr(city, who)), line=line, revision=0, value=Decimal(1), at=NOW
        )
    assert not Entry.objects.filter(event="line_saved").exists()


def test_a_shared_line_is_not_written_in(city: City, report: UnitReport) -> None:
    with pytest.raises(Refused, match="申请校核"):
        save(city, line_of(report, "J-07"))


def test_nothing_is_written_before_the_month_opens_or_after_it_is_locked(
    city: City, report: UnitReport, line: ReportLine
) -> None:
    with pytest.raises(Refused, match="还没有开始填报，9 月 20 日"):
        services.save_line(
            actor=city.actor(city.reporter), line=line, revision=0, value=Decimal(1),
            at=NOW - timedelta(days=20),
        )  # fmt: skip
    ReportingPeriod.objects.update(locked_at=NOW)
    with pytest.raises(Refused, match="已锁定"):
        save(city, line)


def test_nothing_is_written_while_the_head_signs(
    city: City, report: UnitReport, fill: Callable[..., ReportLine]
) -> None:
    for code in ("Z-02", "Z-03", "Z-09"):
        fill(line_of(report, code))
    services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    with pytest.raises(Refused, match="先撤回"):
        save(city, line_of(report, "Z-02"), "99")


def test_the_entry_stands_and_falls_with_the_change(
    city: City, line: ReportLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("journal is full")

    monkeypatch.setattr("dukao.reporting.services.lines.record", fail)
    with pytest.raises(RuntimeError, match="full"):
        save(city, line)
    line.refresh_from_db()
    assert (line.value, line.revision, line.state) == (None, 0, LineState.EMPTY)
