"""The three officers exclude each other and every business role."""

from __future__ import annotations

import pytest

from dukao.kernel.roles import ADMIN_OFFICERS, DESCRIPTIONS, Role, conflict

BUSINESS = sorted(set(Role) - ADMIN_OFFICERS)


@pytest.mark.parametrize("officer", sorted(ADMIN_OFFICERS))
@pytest.mark.parametrize("business", BUSINESS)
def test_officers_and_business_never_meet_on_one_account(officer: str, business: str) -> None:
    assert "不能" in conflict({officer}, business)
    assert "不能" in conflict({business}, officer)


@pytest.mark.parametrize("officer", sorted(ADMIN_OFFICERS))
def test_one_account_is_one_officer(officer: str) -> None:
    for other in ADMIN_OFFICERS - {Role(officer)}:
        assert conflict({officer}, other)
    assert not conflict({officer}, officer), "the same role over another unit is no conflict"
    assert not conflict(set(), officer)


def test_business_roles_may_be_combined() -> None:
    assert not conflict({Role.REPORTER}, Role.UNIT_HEAD)


def test_every_role_says_what_it_may_do() -> None:
    assert set(DESCRIPTIONS) == set(Role)
    assert all(text.endswith("。") for text in DESCRIPTIONS.values())
