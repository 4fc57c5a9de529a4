"""The linter on real rows: what it knows, what it costs, and that it shuts publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dukao.kernel.errors import DomainError
from dukao.schemes import editing, services
from dukao.schemes.models import IndicatorVersion, SchemePolicy, SchemeVersion, Target
from dukao.schemes.selectors.findings import report_on
from dukao.schemes.vocabulary import VersionState
from dukao.scoring import Scheme, scheme_from_data
from tests.conftest import NOW, TODAY, City

Filled = Callable[[SchemeVersion], None]


def blocking(version: SchemeVersion) -> list[tuple[str, str]]:
    return [(finding.rule.code, finding.code) for finding in report_on(version, TODAY).blocking]


def test_missing_targets_block_until_they_are_set(draft: SchemeVersion, set_all_targets: Filled) -> None:
    assert blocking(draft) == [("targets", "J-07"), ("targets", "J-15")]
    set_all_targets(draft)
    assert blocking(draft) == []


def test_not_applicable_counts_as_settled_and_strangers_do_not(
    city: City, draft: SchemeVersion, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    cell = {"version": draft, "item": "J-15", "period": "2026-09"}
    Target.objects.filter(unit=city.other, **cell).update(value=None)
    assert blocking(draft) == []
    Target.objects.filter(unit=city.other, **cell).update(unit=city.planning)
    assert blocking(draft) == [("targets", "J-15")]


def test_only_units_an_item_applies_to_need_its_targets(
    city: City, draft: SchemeVersion, scheme: Scheme, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    groups = [
        {"code": "g1", "name": "甲组", "members": "B01"}, {"code": "g2", "name": "乙组", "members": "B03"},
    ]  # fmt: skip
    split = editing.set_section(scheme, "groups", {}, {"groups": groups})
    split = editing.set_item(split, "J-15", {"applies_to": "g2"}, {})
    services.save_draft(
        actor=city.actor(city.office), version=draft, document=split, revision=0, sentence="分组", at=NOW
    )
    Target.objects.filter(version=draft, item="J-15", unit=city.housing).delete()
    assert blocking(draft) == []
    Target.objects.filter(version=draft, item="J-15", unit=city.other).delete()
    assert blocking(draft) == [("targets", "J-15")]


def test_blocking_findings_shut_submission_and_publication_with_their_reason(
    city: City, draft: SchemeVersion, set_all_targets: Filled
) -> None:
    with pytest.raises(DomainError, match="先是“缺季度目标”"):
        services.submit_version(actor=city.actor(city.office), version=draft, at=NOW)
    assert draft.state == VersionState.DRAFT
    set_all_targets(draft)
    services.submit_version(actor=city.actor(city.office), version=draft, at=NOW)
    Target.objects.filter(item="J-07").delete()
    with pytest.raises(DomainError, match="缺季度目标"):
        services.publish_version(actor=city.actor(city.leader), version=draft, effective_on=TODAY, at=NOW)
    assert draft.state == VersionState.SUBMITTED


def test_the_hard_share_is_policy_data(draft: SchemeVersion, set_all_targets: Filled) -> None:
    set_all_targets(draft)
    SchemePolicy.objects.create(effective_on=date(2026, 1, 1), hard_share=Decimal(85), source="本市规定")
    assert blocking(draft) == [("hard_share", "")]
    assert "本市规定" in report_on(draft, TODAY).blocking[0].sentence
    assert report_on(draft, date(2025, 6, 1)).of("blocking") == ()


def test_other_schemes_of_the_year_and_last_year_are_known(
    city: City, draft: SchemeVersion, scheme: Scheme, set_all_targets: Filled
) -> None:
    office = city.actor(city.office)
    data = scheme.model_dump(mode="json", exclude_defaults=True)
    other = scheme_from_data({**data, "code": "special-2026", "name": "营商环境专项"}, draft=True)
    services.add_scheme(actor=office, document=other, at=NOW)
    codes = {finding.code for finding in report_on(draft, TODAY).findings if finding.rule.code == "elsewhere"}
    assert codes == {"D-01", "J-07", "J-15", "N-01"}
    set_all_targets(draft)
    services.submit_version(actor=office, version=draft, at=NOW)
    services.publish_version(actor=city.actor(city.leader), version=draft, effective_on=TODAY, at=NOW)
    more, _ = editing.add_item(scheme, "J", {"name": "新项"})
    next_year = more.model_copy(update={"code": "economy-2027", "year": 2027})
    followed = services.add_scheme(actor=office, document=next_year, at=NOW)
    assert followed.scheme.follows == draft.scheme
    found = {finding.rule.code for finding in report_on(followed, TODAY).findings}
    assert "more_items" in found


def test_the_report_costs_a_fixed_number_of_queries(
    draft: SchemeVersion,
    investment: IndicatorVersion,
    set_all_targets: Filled,
    django_assert_num_queries: Any,
) -> None:
    set_all_targets(draft)
    version = SchemeVersion.objects.select_related("scheme__scheme_set").get(pk=draft.pk)
    with django_assert_num_queries(6):
        report_on(version, TODAY)
