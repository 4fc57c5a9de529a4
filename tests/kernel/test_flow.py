"""State machines: one winner, one direction, words for every refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.organisations.models import Unit
from dukao.schemes.models import Scheme, SchemeSet, SchemeVersion
from dukao.schemes.vocabulary import VERSION_FLOW, VersionState
from tests.conftest import NOW


@pytest.fixture
def version(make_unit: Callable[..., Unit]) -> SchemeVersion:
    schemes = SchemeSet.objects.create(year=2026, name="2026")
    scheme = Scheme.objects.create(scheme_set=schemes, code="s", kind="category", name="办法")
    return SchemeVersion.objects.create(scheme=scheme, number=1, document={}, updated_at=NOW)


def test_a_move_changes_state_and_fields_together(version: SchemeVersion) -> None:
    assert apply_move(version, VERSION_FLOW, "submit", reason="", updated_at=NOW) == VersionState.DRAFT
    version.refresh_from_db()
    assert version.state == VersionState.SUBMITTED


def test_a_move_from_the_wrong_state_is_refused_with_words(version: SchemeVersion) -> None:
    with pytest.raises(DomainError, match="现在是“草案”，不能批准发布"):
        apply_move(
            version, VERSION_FLOW, "publish", digest="x", effective_on=date(2026, 1, 1), published_at=NOW
        )


def test_of_two_who_saw_the_same_state_the_second_is_told(version: SchemeVersion) -> None:
    seen_by_another = SchemeVersion.objects.get(pk=version.pk)
    apply_move(version, VERSION_FLOW, "submit")
    with pytest.raises(Stale, match="有人刚刚先办了"):
        apply_move(seen_by_another, VERSION_FLOW, "submit")


def test_a_move_that_needs_a_reason_does_not_go_without(version: SchemeVersion) -> None:
    apply_move(version, VERSION_FLOW, "submit")
    with pytest.raises(DomainError, match="写明原因"):
        apply_move(version, VERSION_FLOW, "send_back", reason="  ")
    version.refresh_from_db()
    assert version.state == VersionState.SUBMITTED


def test_the_diagram_shows_every_move() -> None:
    drawn = VERSION_FLOW.mermaid()
    assert all(move.label in drawn for move in VERSION_FLOW.moves)
