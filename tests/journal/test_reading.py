"""Who reads which rows, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dukao.journal import selectors
from dukao.journal.models import Entry
from dukao.journal.selectors import Conditions
from dukao.journal.services import record, seal
from dukao.kernel.actor import SYSTEM, Actor, HeldGrant
from dukao.kernel.errors import Missing, Refused
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit
from tests.conftest import NOW, City

AUDITOR = Actor(1, "沈管", grants=(HeldGrant(Role.AUDIT_ADMIN, 1, "/1/"),))
WATCHER = Actor(2, "严明", grants=(HeldGrant(Role.DISCIPLINE, 7, "/1/7/"),))


@pytest.fixture
def note(db: None) -> Callable[..., Entry]:
    def write(label: str, path: str = "/1/7/", hours_ago: int = 0, **features: object) -> Entry:
        values = {"actor": SYSTEM, "event": "unit_changed", "subject": None, **features}
        return record(label=label, unit_path=path, at=NOW - timedelta(hours=hours_ago), **values)  # type: ignore[arg-type]

    return write


def labels(actor: Actor, conditions: Conditions = Conditions(), **where: int) -> list[str]:  # noqa: B008
    return [entry.subject_label for entry in selectors.page(actor, conditions, **where).rows]


def test_auditors_read_every_row_discipline_those_of_its_units(note: Callable[..., Entry]) -> None:
    for label, path in (
        ("县里", "/1/7/"),
        ("县属", "/1/7/9/"),
        ("七十", "/1/70/"),
        ("市里", "/1/"),
        ("无单位", ""),
    ):
        note(label, path)
    assert set(labels(AUDITOR)) == {"县里", "县属", "七十", "市里", "无单位"}
    assert set(labels(WATCHER)) == {"县里", "县属"}
    hidden = Entry.objects.get(subject_label="市里")
    with pytest.raises(Missing):
        selectors.entry_numbered(WATCHER, hidden.pk)
    assert selectors.same_request(hidden, WATCHER) == []


def test_nobody_else_reads_it(city: City) -> None:
    for account in (city.office, city.leader, city.reporter, city.system_admin, city.security_admin):
        with pytest.raises(Refused, match="审计管理员"):
            selectors.page(city.actor(account), Conditions())
        with pytest.raises(Refused):
            selectors.matching(city.actor(account), Conditions())


def test_pages_follow_by_time_and_never_repeat_or_skip(
    note: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when entries share a moment, and when later numbers tell of earlier times."""
    monkeypatch.setattr(selectors, "PAGE", 3)
    for n, hours in enumerate((5, 0, 0, 0, 0, 9, 1)):
        note(str(n), hours_ago=hours)
    seen, older = [], None
    while True:
        page = selectors.page(AUDITOR, Conditions(), before=older)
        seen += [entry.subject_label for entry in page.rows]
        older = page.older
        if older is None:
            break
    assert seen == ["4", "3", "2", "1", "6", "0", "5"]


def test_a_search_looks_through_a_span_at_a_time_and_says_how_far(
    note: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "SEARCH_SPAN", 4)
    for n in range(10):
        note("找我" if n in {0, 9} else "别的", hours_ago=10 - n)
    wanted = Conditions(search="找我")
    first = selectors.page(AUDITOR, wanted)
    assert [entry.subject_label for entry in first.rows] == ["找我"]
    assert first.searched_to is not None
    second = selectors.page(AUDITOR, wanted, before=first.older)
    assert (second.rows, second.searched_to is None) == ([], False)
    third = selectors.page(AUDITOR, wanted, before=second.older)
    assert ([entry.subject_label for entry in third.rows], third.older, third.searched_to) == (
        ["找我"],
        None,
        None,
    )


def test_conditions(note: Callable[..., Entry], make_unit: Callable[..., Unit]) -> None:
    unit = make_unit("B01", "市住建局")
    person = Actor(account_id=42, name="陈立", acting_for="方远")
    note("甲", event="unit_added", subject=unit, reason="机构改革")
    note("乙", actor=person, hours_ago=24)
    note("丙", hours_ago=48)
    assert labels(AUDITOR, Conditions(event="unit_added")) == ["甲"]
    assert labels(AUDITOR, Conditions(account=42)) == ["乙"]
    assert labels(AUDITOR, Conditions(subject=f"organisations.unit:{unit.pk}")) == ["甲"]
    assert labels(AUDITOR, Conditions(since=date(2026, 9, 27), until=date(2026, 9, 27))) == ["乙"]
    assert labels(AUDITOR, Conditions(until=date(2026, 9, 26))) == ["丙"]
    for words, found in (("改革", "甲"), ("陈立", "乙"), ("方远", "乙"), ("丙", "丙")):
        assert labels(AUDITOR, Conditions(search=words)) == [found]
    assert labels(AUDITOR, Conditions(search="100%_")) == []


def test_a_page_number_that_never_was_is_said(note: Callable[..., Entry]) -> None:
    with pytest.raises(Missing, match="重新往前翻"):
        selectors.page(AUDITOR, Conditions(), before=999)


def test_the_proof_of_an_entry_follows_what_happens_to_it(
    note: Callable[..., Entry], raw: Callable[..., None]
) -> None:
    first, second = note("甲"), note("乙")
    waiting = selectors.proof_of(first)
    assert (waiting.is_intact, waiting.checkpoint) == (True, None)
    checkpoint = seal(at=NOW)
    sealed = selectors.proof_of(first)
    assert (sealed.is_intact, sealed.checkpoint, sealed.is_as_sealed) == (True, checkpoint, True)
    raw("UPDATE journal_entry SET reason = '改' WHERE id = %s", first.pk)
    assert not selectors.proof_of(Entry.objects.get(pk=first.pk)).is_intact
    raw("DELETE FROM journal_entry WHERE id = %s", first.pk)
    assert not selectors.proof_of(second).is_as_sealed


def test_standing(note: Callable[..., Entry]) -> None:
    assert selectors.standing() == selectors.Standing(None, 0, None)
    note("甲")
    seal(at=NOW)
    note("乙", hours_ago=1)
    standing = selectors.standing()
    assert (standing.sealed, standing.waiting, standing.waiting_since) == (1, 1, NOW - timedelta(hours=1))
