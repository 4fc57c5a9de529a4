"""From draft to published and to the next version; what is published never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.schemes import services
from dukao.schemes.models import IndicatorVersion, RosterEntry, SchemeItem, SchemeVersion
from dukao.schemes.selectors import document, roster, versions_in_force
from dukao.schemes.vocabulary import Supply, VersionState
from dukao.scoring import Scheme, digest
from tests.conftest import NOW, TODAY, City
from tests.schemes.conftest import NEW_YEAR

OCTOBER = date(2026, 10, 1)
Filled = Callable[[SchemeVersion], None]


def test_a_published_scheme_stands_as_rows(city: City, published: SchemeVersion, scheme: Scheme) -> None:
    assert published.state == VersionState.PUBLISHED
    assert published.digest == digest(scheme)
    assert document(published) == scheme
    rows = {item.code: item for item in SchemeItem.objects.filter(version=published).order_by("code")}
    assert list(rows) == ["D-01", "J-07", "J-15", "N-01"]
    assert [row.supply for row in rows.values()] == [Supply.UNIT, Supply.SHARED, Supply.UNIT, Supply.EVENT]
    assert rows["J-07"].indicator is not None
    assert rows["J-07"].lead == city.planning
    assert [(entry.unit, entry.group_name) for entry in roster(published)] == [
        (city.housing, "经济部门"), (city.other, "经济部门"),
    ]  # fmt: skip


def test_the_drafter_does_not_approve(city: City, draft: SchemeVersion, make_account: Callable) -> None:  # type: ignore[type-arg]
    from dukao.identity.models import Grant
    from dukao.kernel.roles import Role

    Grant.objects.create(
        account=city.office, role=Role.LEADER, unit=city.city, since=NEW_YEAR, granted_at=NOW
    )
    both = city.actor(city.office)
    SchemeVersion.objects.filter(pk=draft.pk).update(state=VersionState.SUBMITTED)
    draft.refresh_from_db()
    with pytest.raises(Refused, match="你参与了起草"):
        services.publish_version(actor=both, version=draft, effective_on=NEW_YEAR, at=NOW)
    with pytest.raises(Refused, match="由领导批准"):
        services.publish_version(
            actor=city.actor(city.reporter), version=draft, effective_on=NEW_YEAR, at=NOW
        )


def test_who_only_touched_the_draft_does_not_approve_it(
    city: City, draft: SchemeVersion, scheme: Scheme, set_all_targets: Filled
) -> None:
    from dukao.identity.models import Grant
    from dukao.kernel.roles import Role

    Grant.objects.create(
        account=city.leader, role=Role.OFFICE, unit=city.city, since=NEW_YEAR, granted_at=NOW
    )
    leader = city.actor(city.leader)
    set_all_targets(draft)
    services.save_draft(
        actor=leader, version=draft, document=scheme.model_copy(update={"note": "改"}), revision=0,
        sentence="改备注", at=NOW,
    )  # fmt: skip
    services.submit_version(actor=city.actor(city.office), version=draft, at=NOW)
    with pytest.raises(Refused, match="你参与了起草"):
        services.publish_version(actor=leader, version=draft, effective_on=NEW_YEAR, at=NOW)


def test_a_leader_sends_back_with_a_reason(city: City, draft: SchemeVersion, set_all_targets: Filled) -> None:
    set_all_targets(draft)
    services.submit_version(actor=city.actor(city.office), version=draft, at=NOW)
    with pytest.raises(DomainError, match="写明原因"):
        services.send_back_version(actor=city.actor(city.leader), version=draft, reason=" ", at=NOW)
    services.send_back_version(actor=city.actor(city.leader), version=draft, reason="权重再议", at=NOW)
    assert draft.state == VersionState.DRAFT
    assert Entry.objects.get(event="scheme_version_sent_back").reason == "权重再议"


@pytest.mark.parametrize(
    "change",
    [
        {"document": {"items": []}},
        {"digest": "0" * 64},
        {"effective_on": OCTOBER},
        {"state": VersionState.DRAFT},
        {"approved_by": None},
    ],
)
def test_the_database_refuses_to_change_what_is_published(
    published: SchemeVersion, change: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        SchemeVersion.objects.filter(pk=published.pk).update(**change)


def test_the_database_refuses_to_change_projected_rows_and_indicators(published: SchemeVersion) -> None:
    for rows in (
        SchemeItem.objects.filter(version=published),
        RosterEntry.objects.filter(version=published),
        IndicatorVersion.objects.all(),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            rows.update(id=99_999)


def test_no_service_changes_what_is_published(city: City, published: SchemeVersion, scheme: Scheme) -> None:
    office = city.actor(city.office)
    changed = scheme.model_copy(update={"note": "改"})
    with pytest.raises(Refused, match="已发布的办法不再改动"):
        services.save_draft(
            actor=office,
            version=published,
            document=changed,
            revision=published.revision,
            sentence="改",
            at=NOW,
        )
    with pytest.raises(Refused, match="已发布的办法不再改动"):
        services.undo_draft(actor=office, version=published, revision=published.revision, at=NOW)
    with pytest.raises(DomainError, match="已发布"):
        services.submit_version(actor=office, version=published, at=NOW)
    assert document(SchemeVersion.objects.get(pk=published.pk)) == scheme


def test_the_next_version_takes_over_on_its_day(city: City, published: SchemeVersion, scheme: Scheme) -> None:
    office = city.actor(city.office)
    second = services.start_new_version(actor=office, version=published, reason="省里调整口径", at=NOW)
    assert second.targets.count() == published.targets.count()
    services.save_draft(
        actor=office, version=second, document=scheme.model_copy(update={"note": "第二版"}), revision=0,
        sentence="改备注", at=NOW,
    )  # fmt: skip
    services.submit_version(actor=office, version=second, at=NOW)
    services.publish_version(actor=city.actor(city.leader), version=second, effective_on=OCTOBER, at=NOW)
    published.refresh_from_db()
    assert published.state == VersionState.SUPERSEDED
    assert list(versions_in_force(OCTOBER - timedelta(days=1))) == [published]
    assert list(versions_in_force(OCTOBER)) == [second]
    assert list(versions_in_force(date(2027, 1, 1))) == [], "a scheme holds for its own year"


def test_a_change_in_the_year_reaches_into_no_month_that_is_over(
    city: City, published: SchemeVersion
) -> None:
    office = city.actor(city.office)
    second = services.start_new_version(actor=office, version=published, reason="调整", at=NOW)
    services.submit_version(actor=office, version=second, at=NOW)
    for day, sentence in (
        (date(2026, 8, 31), "不能追溯"),
        (NEW_YEAR, "晚于上一版"),
        (date(2027, 1, 1), "2026 年内"),
    ):
        with pytest.raises(DomainError, match=sentence):
            services.publish_version(actor=city.actor(city.leader), version=second, effective_on=day, at=NOW)
    assert second.state == VersionState.SUBMITTED


def test_only_one_draft_is_open_and_it_says_why(city: City, published: SchemeVersion) -> None:
    office = city.actor(city.office)
    with pytest.raises(DomainError, match="改版原因"):
        services.start_new_version(actor=office, version=published, reason="", at=NOW)
    services.start_new_version(actor=office, version=published, reason="调整", at=NOW)
    with pytest.raises(DomainError, match="正在起草"):
        services.start_new_version(actor=office, version=published, reason="再调", at=NOW)


def test_publishing_twice_with_one_key_is_publishing_once(
    city: City, draft: SchemeVersion, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    services.submit_version(actor=city.actor(city.office), version=draft, at=NOW)
    for _ in range(2):
        services.publish_version(
            actor=city.actor(city.leader), version=draft, effective_on=TODAY, at=NOW, key="one"
        )
    assert Entry.objects.filter(event="scheme_version_published").count() == 1
