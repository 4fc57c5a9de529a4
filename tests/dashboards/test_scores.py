"""The score of a unit, its losses, and who moved, on the rounds of the assessment tests."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.models import AssessmentPolicy, Round
from dukao.dashboards.selectors.rounds import periods_of_rounds, rank_moves
from dukao.dashboards.selectors.score import score_desk
from dukao.reporting.models import ReportLine
from tests.assessments.conftest import (
    ITEMS,
    OCTOBER,
    VALUES,
    Field,
    accept,
    field,
    notice_policy,
    reported,
    september,
    version,
)
from tests.conftest import NOW

__all__ = ["accept", "field", "notice_policy", "reported", "september", "version"]


def test_the_course_ends_with_the_last_month_that_is_over(field: Field, september: Round) -> None:
    reporter = field.city.actor(field.city.reporter)
    assert score_desk(reporter, NOW) is None, "September is still running"
    desk = score_desk(reporter, OCTOBER)
    assert desk is not None
    assert desk.round == september
    standing = book_of(september).standings["B01"]
    assert desk.total == standing.total


def test_the_losses_shown_are_the_dearest_and_add_up(field: Field, september: Round) -> None:
    desk = score_desk(field.city.actor(field.city.reporter), OCTOBER)
    assert desk is not None
    points = [item.loss.points for item in desk.lost]
    assert points == sorted(points, reverse=True)
    assert desk.lost_in_all == sum(loss.points for loss in book_of(september).losses("B01"))
    assert all(item.got == item.full - item.loss.points >= Decimal(0) for item in desk.lost)


def test_moves_compare_the_two_newest_settled_months(
    field: Field,
    september: Round,
    notice_policy: AssessmentPolicy,
    accept: Callable[..., ReportLine],
) -> None:
    office, leader = field.city.actor(field.city.office), field.city.actor(field.city.leader)
    assert rank_moves(leader, OCTOBER) is None
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    assert rank_moves(leader, OCTOBER) is None, "one month compares with nothing"

    # In August the planning commission and the housing bureau had changed places.
    swapped = {**VALUES, "B01": VALUES["B02"], "B02": VALUES["B01"]}
    for unit, values in swapped.items():
        for item, value in zip(ITEMS, values, strict=True):
            accept(unit, item, value, period="2026-08")
    august = Round.objects.select_related("version__scheme").get(version=september.version, period="2026-08")
    services.refresh_round(assessment=august, at=OCTOBER)
    services.freeze_round(actor=office, assessment=august, at=OCTOBER)

    moves = rank_moves(leader, OCTOBER)
    assert moves is not None
    moved = {move.name: move.places for move in moves.moves}
    assert moved["市发展改革委"] == -moved["市住建局"] > 0


def test_rounds_are_counted_by_period_and_state(field: Field, september: Round) -> None:
    office = field.city.actor(field.city.office)
    rows = {str(row.period): row.counts for row in periods_of_rounds(office, NOW)}
    assert rows["2026-09"] == {"collecting": 1}
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    rows = {str(row.period): row.counts for row in periods_of_rounds(office, NOW)}
    assert rows["2026-09"] == {"frozen": 1}
