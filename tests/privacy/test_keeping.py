"""What has outlived its clock: proposed, approved or put off by a named person, counted without a name."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dukao.identity import services as identity
from dukao.identity.models import FormerPassword, LogIn, SecondFactor
from dukao.identity.selectors import accounts_closed
from dukao.journal.models import Entry
from dukao.kernel import personal
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Refused
from dukao.notifications.models import Notice, Preference
from dukao.organisations import services as organisations
from dukao.patrols.models import Informant, PatrolTask
from dukao.patrols.selectors.keeping import informants_outlived
from dukao.patrols.services import Spoken, forget_informants, record_informants
from dukao.privacy import services
from dukao.privacy.models import Destruction, RetentionRule
from dukao.privacy.selectors.keeping import months_before
from dukao.privacy.selectors.rules import retention_rules_on
from dukao.privacy.selectors.waiting import todos
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City
from tests.patrols.planting import plant_visit
from tests.privacy.planting import PHONE, plant_destruction, plant_log_in, plant_person

pytestmark = pytest.mark.django_db
QUERIES = {"/privacy/keeping/": 6, "/privacy/destructions/": 5}
DAY = timedelta(days=1)


def test_every_kind_that_ends_has_a_rule_with_a_source_from_the_first_day() -> None:
    rules = retention_rules_on(TODAY)
    assert set(rules) == {key for key, clock in personal.clocks().items() if clock.has_term}
    assert all(rule.source for rule in rules.values())


def test_read_notices_and_ended_tasks_end_by_themselves_under_the_place_s_own_rule(
    city: City, client: Client
) -> None:
    for key, read in (("old", NOW - 100 * DAY), ("new", NOW - 10 * DAY), ("unread", None)):
        Notice.objects.create(
            account=city.head, kind="account", title="x", key=key, at=NOW - 200 * DAY, read_at=read
        )
    assert services.clear_due(at=NOW)["notices"] == 0, "six months to begin with"
    client.force_login(city.security_admin)
    said = {"effective_on": "2026-09-29", "months": "3", "source": "示考〔2026〕9 号", "key": str(uuid4())}
    assert client.post("/privacy/keeping/notices/", said).status_code == 302
    assert services.clear_due(at=NOW)["notices"] == 0, "not before its day"
    assert services.clear_due(at=NOW + DAY) == {"notices": 1, "tasks": 0}
    assert set(Notice.objects.values_list("key", flat=True)) == {"new", "unread"}
    assert not Destruction.objects.exists(), "nobody is asked for what only repeats other records"


def test_at_night_what_is_due_is_proposed_once(city: City) -> None:
    proposed = plant_destruction(city)
    assert (proposed.key, proposed.found, proposed.before) == ("log_ins", 1, date(2026, 3, 28))
    assert services.propose_due(at=NOW) == []
    assert Notice.objects.filter(account=city.security_admin, kind="destruction").count() == 1
    assert [todo.act for todo in written_out(todos(city.actor(city.security_admin), NOW))] == ["批准"]


def test_nothing_is_destroyed_before_it_is_approved_and_then_only_what_was_due(city: City) -> None:
    plant_log_in(city.reporter, days_ago=10)
    proposed = plant_destruction(city)
    plant_log_in(city.head, days_ago=500)  # found by the same rule until the approval
    assert LogIn.objects.count() == 3
    done = services.approve_destruction(actor=city.actor(city.security_admin), destruction=proposed, at=NOW)
    assert (done.state, done.destroyed, done.decided_by_id) == ("done", 2, city.security_admin.pk)
    assert LogIn.objects.count() == 1
    with pytest.raises(DomainError, match="已销毁"):
        services.approve_destruction(actor=city.actor(city.security_admin), destruction=done, at=NOW)


def test_register_and_journal_hold_no_person(city: City) -> None:
    services.approve_destruction(
        actor=city.actor(city.security_admin), destruction=plant_destruction(city), at=NOW
    )
    row = json.dumps(list(Destruction.objects.values("key", "label", "opinion")), ensure_ascii=False)
    said = json.dumps(
        [[e.subject_label, e.after, e.reason] for e in Entry.objects.filter(event__contains="destruction")]
        + [[e.subject_label, e.after] for e in Entry.objects.filter(event="log_ins_forgotten")],
        ensure_ascii=False,
    )
    for words in ("陈立", "reporter", "10.1.2.3"):
        assert words not in row
        assert words not in said
    assert Entry.objects.get(event="destruction_approved").after["count"] == 1


@pytest.mark.parametrize("who", ["office", "system_admin", "audit_admin", "discipline", "leader"])
def test_only_the_security_administrator_of_the_whole_place_decides(city: City, who: str) -> None:
    proposed = plant_destruction(city)
    with pytest.raises(Refused):
        services.approve_destruction(actor=city.actor(getattr(city, who)), destruction=proposed, at=NOW)
    assert LogIn.objects.count() == 1


def test_what_is_put_off_comes_back_on_its_day(city: City) -> None:
    proposed, officer = plant_destruction(city), city.actor(city.security_admin)
    with pytest.raises(DomainError, match="写明原因"):
        services.hold_destruction(
            actor=officer, destruction=proposed, reason=" ", not_before=TODAY + 30 * DAY, at=NOW
        )
    for day in (TODAY, TODAY + 181 * DAY):
        with pytest.raises(DomainError, match="暂缓到明天以后"):
            services.hold_destruction(
                actor=officer, destruction=proposed, reason="案件未结", not_before=day, at=NOW
            )
    held = services.hold_destruction(
        actor=officer, destruction=proposed, reason="案件未结", not_before=TODAY + 30 * DAY, at=NOW
    )
    assert (held.state, LogIn.objects.count()) == ("held", 1)
    assert services.propose_due(at=NOW + 29 * DAY) == []
    assert [one.key for one in services.propose_due(at=NOW + 30 * DAY)] == ["log_ins"]


def test_another_clock_holds_from_its_day(city: City) -> None:
    plant_log_in(city.reporter, days_ago=40)
    officer = city.actor(city.security_admin)
    given: dict[str, Any] = {"clock": "log_ins", "months": 1, "source": "示网办〔2026〕3号", "at": NOW}
    with pytest.raises(DomainError, match="从明天起"):
        services.set_retention_rule(actor=officer, effective_on=TODAY, **given)
    with pytest.raises(Refused):
        services.set_retention_rule(actor=city.actor(city.office), effective_on=TODAY + DAY, **given)
    services.set_retention_rule(actor=officer, effective_on=TODAY + DAY, **given)
    assert services.propose_due(at=NOW) == []
    (proposed,) = services.propose_due(at=NOW + DAY)
    assert proposed.rule == RetentionRule.objects.get(key="log_ins", months=1)
    assert Entry.objects.get(event="retention_rule_set").after["months"] == 1


def test_what_is_kept_for_good_has_no_rule_to_change(city: City) -> None:
    with pytest.raises(DomainError, match="不按期限销毁"):
        services.set_retention_rule(
            actor=city.actor(city.security_admin), clock="records", effective_on=TODAY + DAY, months=1,
            source="x", at=NOW,
        )  # fmt: skip


def test_a_person_who_left_leaves_no_number_address_or_secret_behind(city: City) -> None:
    """Disabled, then proposed by three clocks, approved; name and deeds stay with the records."""
    person = plant_person(city, city.reporter)
    Preference.objects.create(account=city.reporter, email="chenli@example.cn", mobile=PHONE)
    FormerPassword.objects.create(account=city.reporter, password="x", replaced_at=NOW)
    SecondFactor.objects.create(account=city.reporter, sealed_secret="x", started_at=NOW)
    identity.disable_account(
        actor=city.actor(city.system_admin), account=city.reporter, reason="调离", at=NOW
    )
    post = person.appointments.get()
    organisations.end_appointment(actor=city.actor(city.office), post=post, on=TODAY, reason="调离", at=NOW)
    assert services.propose_due(at=NOW + 20 * DAY) == []
    assert {one.key for one in services.propose_due(at=NOW + 32 * DAY)} == {"addresses", "factors"}
    assert {one.key for one in services.propose_due(at=NOW + 190 * DAY)} == {"contacts"}
    for proposed in Destruction.objects.all():
        services.approve_destruction(
            actor=city.actor(city.security_admin), destruction=proposed, at=NOW + 190 * DAY
        )
    person.refresh_from_db()
    city.reporter.refresh_from_db()
    assert (person.phone, person.resident_id, person.name) == ("", "", "陈立")
    assert (Preference.objects.get().email, Preference.objects.get().mobile) == ("", "")
    assert not FormerPassword.objects.exists()
    assert not SecondFactor.objects.exists()
    assert not city.reporter.has_usable_password()
    assert Entry.objects.filter(event="account_disabled", subject_label="陈立").exists()


def test_a_return_stops_the_clock_of_an_account(city: City) -> None:
    officer = city.actor(city.system_admin)
    identity.disable_account(actor=officer, account=city.reporter, reason="借调", at=NOW)
    assert accounts_closed(TODAY + DAY) == [city.reporter.pk]
    identity.enable_account(actor=officer, account=city.reporter, at=NOW + DAY)
    assert accounts_closed(TODAY + 60 * DAY) == []
    city.reporter.refresh_from_db()
    identity.disable_account(actor=officer, account=city.reporter, reason="调离", at=NOW + 50 * DAY)
    assert accounts_closed(TODAY + 40 * DAY) == []


def test_the_clock_counts_months_of_the_calendar() -> None:
    assert months_before(date(2026, 9, 28), 6) == date(2026, 3, 28)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 36) == date(2023, 1, 15)


def test_pages_of_keeping(city: City, client: Client) -> None:
    proposed = plant_destruction(city)
    client.force_login(city.security_admin)
    assert "登录设备和网络地址" in client.get("/privacy/keeping/").content.decode()
    hold = f"/privacy/destructions/{proposed.pk}/hold/"
    assert client.post(hold, {"not_before": "2026-09-28", "reason": "x"}).status_code == 422
    assert client.post(f"/privacy/destructions/{proposed.pk}/approve/").status_code == 302
    assert "安管" in client.get("/privacy/destructions/").content.decode()
    sent = {"effective_on": "2026-10-01", "months": "12", "source": "示档〔2026〕1号"}
    assert client.post("/privacy/keeping/log_ins/", sent).status_code == 302
    rules = {
        "effective_on": "2026-10-01", "holder": "市督考办主任 0633-8800", "answer_days": "15",
        "answer_kind": "working", "defer_days": "90", "hold_days": "60", "source": "示规〔2026〕2号",
    }  # fmt: skip
    assert client.post("/privacy/rules/", rules).status_code == 302
    client.force_login(city.office)
    assert client.post("/privacy/keeping/log_ins/", sent).status_code == 403


@pytest.mark.parametrize("address", sorted(QUERIES))
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(
    rows: int, address: str, city: City, client: Client, django_assert_num_queries: Any
) -> None:
    rule = RetentionRule.objects.get(key="log_ins")
    for number in range(rows):
        Destruction.objects.create(
            key=f"kind-{number}", label="登录设备", rule=rule, before=TODAY, found=3, proposed_at=NOW
        )
        Destruction.objects.create(
            key=f"kind-{number}", label="登录设备", rule=rule, before=TODAY, found=3, proposed_at=NOW,
            state="done", destroyed=3, decided_by=city.security_admin, decided_at=NOW,
        )  # fmt: skip
    client.force_login(city.security_admin)
    client.get(address)
    with django_assert_num_queries(QUERIES[address]):
        client.get(address)


def test_informants_end_with_the_clock_of_their_task(city: City) -> None:
    visit = plant_visit(city)
    given = {"actor": city.actor(city.patroller), "visit": visit, "at": NOW}
    record_informants(people=[Spoken(uuid4(), "老张", "13900000000", "夜里排污")], **given)
    PatrolTask.objects.update(closed_at=NOW)
    assert informants_outlived(TODAY) == 0
    assert informants_outlived(TODAY + DAY) == 1
    assert forget_informants(actor=SYSTEM, before=TODAY, at=NOW) == 0
    assert forget_informants(actor=SYSTEM, before=TODAY + DAY, at=NOW) == 1
    assert not Informant.objects.exists()
    assert Entry.objects.filter(event="informants_forgotten").last().after["informants"] == "1 名"
