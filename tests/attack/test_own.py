"""What belongs to one person and not to a unit: a colleague at the next desk, with the same roles, is refused.

``tests/attack/test_relations.py`` tries who holds the right role elsewhere; here the place is right and the
person is not. Office, security officer and discipline side of the city see some of it by their duty, which the
tables of the rooms say; those of a county, tried here as well, do not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dukao.background.models import Task
from dukao.identity.models import (
    Account,
    Grant,
    KeptView,
    LinkedIdentity,
    LogIn,
    SecurityKey,
    SupportVisit,
)
from dukao.journal.models import Entry
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from tests.access import addresses, row_of
from tests.conftest import FOUNDED, NOW, TODAY, City
from tests.privacy.planting import plant_request

pytestmark = pytest.mark.once

Make = Callable[..., Account]
Thing = tuple[models.Model, str]
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}

#: What is planted -> the addresses that name it.
OWN: dict[str, tuple[str, ...]] = {
    "notice": ("notifications:open",),
    "view": ("identity:forget_view",),
    "session": ("identity:end_session",),
    "key": ("identity:remove_key",),
    "link": ("identity:unlink",),
    "loan": ("identity:end_loan",),
    "lender": ("identity:act_for",),
    "visit": ("identity:begin_support",),
    "request": ("privacy:request", "privacy:withdraw"),
    "task": ("tasks:show", "tasks:progress"),
}
#: Answers everybody alike and does nothing to what is another's.
SILENT = {"identity:forget_view"}


@pytest.fixture
def own(city: City) -> dict[str, models.Model]:
    """One thing of each kind, the reporter's; the visit is a support person's."""
    by = city.actor(city.reporter)
    browser = Client()
    browser.force_login(city.reporter)
    head = city.head.grants.get()
    return {
        "notice": Notice.objects.create(account=city.reporter, kind="due", title="明天截止", key="due", at=NOW),
        "view": KeptView.objects.create(account=city.reporter, page="issues:ledger", name="我盯的", query="lamp=red"),
        "session": LogIn.objects.create(
            account=city.reporter, session_key=browser.session.session_key, at=NOW, device="Windows 电脑"
        ),
        "key": SecurityKey.objects.create(
            account=city.reporter, name="自己的手机", credential_id="x", credential="x", added_at=NOW
        ),
        "link": LinkedIdentity.objects.create(
            account=city.reporter, source="oidc", subject="chenli", linked_at=NOW
        ),
        "loan": Grant.objects.create(
            account=city.reporter, role=head.role, unit=head.unit, since=FOUNDED, granted_at=NOW,
            until=TODAY + timedelta(days=7), lent_from=head,
        ),
        "lender": city.head,
        "visit": SupportVisit.objects.create(
            unit=city.housing, account=city.stranger, view=Role.REPORTER, reason="排查", since=NOW,
            until=NOW + timedelta(hours=2), granted_by=city.head,
        ),
        "request": plant_request(city),
        "task": Task.objects.create(
            kind="sample", label="导出填报", account_id=by.account_id, started_by=by.name,
            unit_path=by.unit_path, created_at=NOW,
        ),
    }  # fmt: skip


@pytest.fixture
def others(city: City, make_account: Make) -> dict[str, Account]:
    """At the next desk, with the same role or with none, and who watches over another place."""
    desks = {f"colleague, {role}": (role, city.housing) for role in (Role.REPORTER, Role.LEAD_REVIEWER, None)}
    county = (Role.OFFICE, Role.DISCIPLINE, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
    desks |= {f"{role} of the county": (role, city.county) for role in county}
    return {
        who: make_account(f"beside{number}", "旁人", unit, role)
        for number, (who, (role, unit)) in enumerate(desks.items())
    }


def test_nobody_else_reaches_what_is_one_s_own(
    own: dict[str, models.Model], others: dict[str, Account]
) -> None:
    wrong = []
    for who, account in others.items():
        client = Client()
        client.force_login(account)
        for kind, names in OWN.items():
            for name in names:
                for method in ("get", "post"):
                    answer, changed = _asked(client, method, name, own[kind])
                    if changed or (answer.status_code not in REFUSED and name not in SILENT):
                        wrong.append(f"{who} got {answer.status_code} from {method} {name}, {changed}")
    assert wrong == []


def test_whose_it_is_reaches_it(own: dict[str, models.Model], city: City) -> None:
    """From the same set-up: the refusals above are of the person, not of a thing that is not there."""
    for kind, names in OWN.items():
        client = Client()
        client.force_login(city.reporter)
        for name in names:
            answers = [_asked(client, method, name, own[kind])[0].status_code for method in ("get", "post")]
            is_open = any(status not in REFUSED for status in answers)
            # The visit is of a support person, who has no role; the one planted here has one.
            assert is_open or kind == "visit", (name, answers)


def test_numbers_of_others_inside_a_form_change_nothing(
    own: dict[str, models.Model], others: dict[str, Account]
) -> None:
    """Ticked in one's own list, with a number that is another's."""
    notice, session = own["notice"], own["session"]
    for account in others.values():
        client = Client()
        client.force_login(account)
        client.post(reverse("notifications:read"), {"picked": [notice.pk]})
        client.post(reverse("notifications:read"), {"all": "1"})
        client.post(reverse("identity:end_others"))
    assert Notice.objects.get(pk=notice.pk).read_at is None
    assert LogIn.objects.filter(pk=session.pk).exists()
    mine = Client()
    mine.force_login(Account.objects.get(username="reporter"))
    mine.post(reverse("notifications:read"), {"picked": [notice.pk]})
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_the_addresses_are_those_of_the_product() -> None:
    names = {name for names in OWN.values() for name in names}
    assert names <= set(addresses())
    assert all(row_of(name) for name in names)


def _asked(client: Client, method: str, name: str, thing: models.Model) -> tuple[HttpResponse, str]:
    """The answer, and what it changed; undone afterwards."""
    rows = type(thing)._base_manager.filter(pk=thing.pk)
    with transaction.atomic():
        before, entries = list(rows.values()), Entry.objects.count()
        answer = getattr(client, method)(reverse(name, args=[thing.pk]))
        changed = "the thing itself" if list(rows.values()) != before else ""
        changed = changed or ("the journal" if Entry.objects.count() != entries else "")
        transaction.set_rollback(True)
    return answer, changed
