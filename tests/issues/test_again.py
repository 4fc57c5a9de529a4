"""Look-backs, sweeps and good practice: what is looked at again, and what others learn from it."""

from __future__ import annotations

import csv
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread

import openpyxl
import pytest
from django.db import connections
from django.test import Client

from dukao.identity.models import Account
from dukao.issues import peers, services
from dukao.issues.models import LookBack, Practice, Problem, SweepItem
from dukao.issues.peers import PeerGroup
from dukao.issues.risk import Candidate, choose
from dukao.issues.selectors import places_of
from dukao.issues.selectors.peers import peer_groups
from dukao.issues.selectors.practices import practices_meeting
from dukao.issues.selectors.suggesting import precedents
from dukao.issues.vocabulary import (
    Drawn,
    LookBackFinding,
    ProblemKind,
    ProblemState,
    Severity,
    Source,
    problem_ref,
)
from dukao.kernel.errors import DomainError, Refused
from dukao.notifications.models import Notice
from dukao.operations.tools.sample import main as sample
from dukao.organisations.selectors import unit_on
from tests.conftest import NOW, TODAY, City
from tests.issues.planting import plant, plant_lookback, plant_practice, plant_sweep

pytestmark = pytest.mark.django_db


def ticket(seed: str, item: str) -> str:
    """The published recipe, written out once more: ten lines anybody can run."""
    inner = sha256(seed.encode()).hexdigest() + item
    digits = str(int(sha256(inner.encode()).hexdigest(), 16)).zfill(64)
    return f"0.{digits[::-1]}"


def candidate(number: int, risk: int = 0) -> Candidate:
    return Candidate(number, f"WT-2026-{number:04d}", date(2026, 8, 1), risk, "")


def test_the_riskiest_and_then_the_lot() -> None:
    pool = [candidate(n, risk=100 if n == 7 else 15) for n in range(1, 21)]
    chosen = choose(pool, "20261001", risk=5, lot=10)
    assert [(one.candidate.problem_id, one.drawn) for one in chosen[:1]] == [(7, Drawn.RISK)]
    rest = sorted((one for one in pool if one.risk < 100), key=lambda one: ticket("20261001", one.number))
    assert [one.candidate.number for one in chosen[1:]] == [one.number for one in rest[:2]]
    assert [one.ticket for one in chosen] == [ticket("20261001", one.candidate.number) for one in chosen]


def test_a_problem_more_does_not_reshuffle() -> None:
    pool = [candidate(n) for n in range(1, 21)]
    drawn = [one.candidate.number for one in choose(pool, "s", risk=0, lot=20)]
    more = [one.candidate.number for one in choose([*pool, candidate(99)], "s", risk=0, lot=20)]
    assert [number for number in more if number != "WT-2026-0099"][: len(drawn) - 1] == drawn[
        : len(drawn) - 1
    ]


def test_a_quarter_is_drawn_once_it_is_over_and_only_once(city: City) -> None:
    office, closed = city.actor(city.office), plant(city, "closed", severity=Severity.ORDINARY)
    Problem.objects.filter(pk=closed.pk).update(closed_on=date(2026, 6, 20))

    def draw(quarter: int, seed: str = "2026070112", source: str = "7 月 1 日开奖号码") -> object:
        return services.draw_lookbacks(
            actor=office, scope_id=city.city.pk, year=2026, quarter=quarter, seed=seed, seed_source=source,
            at=NOW,
        )  # fmt: skip

    with pytest.raises(DomainError, match="还没有结束"):
        draw(3)
    with pytest.raises(DomainError, match="没有销号的问题"):
        draw(1)
    with pytest.raises(DomainError, match="种子和它的出处"):
        draw(2, source=" ")
    draw(2)
    look = LookBack.objects.get()
    assert (look.problem_id, look.drawn, look.because) == (closed.pk, Drawn.RISK, "一般")
    assert look.ticket == ticket("2026070112", closed.number)
    with pytest.raises(DomainError, match="不能重抽"):
        draw(2)


def test_anybody_draws_the_lot_again(
    city: City, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = city.actor(city.office)
    for _ in range(7):
        Problem.objects.filter(pk=plant(city, "closed").pk).update(closed_on=date(2026, 6, 12))
    draw = services.draw_lookbacks(
        actor=office, scope_id=city.city.pk, year=2026, quarter=2, seed="03 11 17 + 08",
        seed_source="7 月 1 日开奖号码", at=NOW,
    )  # fmt: skip
    by_lot = list(draw.lookbacks.filter(drawn=Drawn.LOT).order_by("ticket"))
    client.force_login(city.office)
    page = client.get(f"/problems/draws/{draw.pk}/").content.decode()
    command = "dukao sample --seed &#39;03 11 17 + 08&#39; --items lookbacks-2026-q2.csv --size"
    assert f"{command} {len(by_lot)}" in page
    items = tmp_path / "lookbacks.csv"
    items.write_bytes(client.get(f"/problems/draws/{draw.pk}/list.csv").content)
    assert sample(["--seed", draw.seed, "--items", str(items), "--size", str(len(by_lot))]) == 0
    again = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["id"] for row in again] == [look.problem.number for look in by_lot]


def test_a_rebound_opens_the_problem_again(city: City) -> None:
    office, closed = city.actor(city.office), plant(city, "closed")
    look = plant_lookback(closed)

    def record(finding: str, due_on: date | None = None, opinion: str = "又有沉降。") -> LookBack:
        return services.look_back(
            actor=office, lookback=look, finding=finding, opinion=opinion, due_on=due_on, at=NOW
        )

    with pytest.raises(DomainError, match="请定整改时限"):
        record(LookBackFinding.REBOUNDED)
    with pytest.raises(Refused):
        services.look_back(
            actor=city.actor(city.head), lookback=look, finding="holds", opinion="好。", at=NOW
        )
    record(LookBackFinding.REBOUNDED, date(2026, 11, 30))
    again = Problem.objects.get(pk=closed.pk)
    assert (again.state, again.rebounds, again.action_taken) == (ProblemState.REOPENED, 1, "")
    assert (again.closed_on, again.verified_by_id, again.proofs) == (None, None, 0)
    with pytest.raises(DomainError, match="已经做过了"):
        record(LookBackFinding.HOLDS)
    services.submit_rectification(actor=city.actor(city.head), problem=again, text="重新压实。", at=NOW)
    assert services.close_problem(actor=office, problem=again, opinion="复核无误。", at=NOW).rebounds == 1


def test_a_look_back_is_not_announced_and_not_too_early(city: City) -> None:
    closed = plant(city, "closed")
    look = plant_lookback(closed, planned_on=date(2026, 11, 1), due_on=date(2026, 12, 1))
    assert not Notice.objects.filter(title__contains="回头看").exists()
    with pytest.raises(DomainError, match="不早于"):
        services.look_back(
            actor=city.actor(city.office), lookback=look, finding="holds", opinion="好。", at=NOW
        )


def test_peers_check_and_what_they_find_is_theirs(city: City, client: Client) -> None:
    office, stranger, origin = city.actor(city.office), city.actor(city.stranger), plant(city, "assigned")
    sweep = plant_sweep(city, origin)
    mine = sweep.items.get(unit=city.other)
    assert Notice.objects.filter(account=city.stranger, kind="self_check").count() == 1
    assert not Notice.objects.filter(account=city.head, kind="self_check").exists()
    with pytest.raises(Refused):
        services.answer_self_check(actor=office, item=mine, found=False, checked=3, text="没有。", at=NOW)
    with pytest.raises(DomainError, match="要写明原因|请写明"):
        services.answer_self_check(actor=stranger, item=mine, found=True, checked=3, text=" ", at=NOW)
    assert SweepItem.objects.get(pk=mine.pk).problem is None
    services.answer_self_check(actor=stranger, item=mine, found=True, checked=12, text="查出 2 处。", at=NOW)
    found = SweepItem.objects.get(pk=mine.pk).problem
    assert found is not None
    assert (found.source, found.unit_id, found.state) == (Source.SELF_CHECK, city.other.pk, "assigned")
    assert found.kind == ProblemKind.COMMON
    with pytest.raises(DomainError, match="不能"):
        services.answer_self_check(actor=stranger, item=mine, found=False, checked=1, text="没有。", at=NOW)
    client.force_login(city.stranger)
    page = client.get(f"/problems/{found.pk}/").content.decode()
    assert origin.number in page
    assert origin.facts not in page
    assert client.get(f"/problems/{origin.pk}/").status_code == 404
    client.force_login(city.head)
    assert "查出 2 处" not in client.get(f"/problems/{origin.pk}/").content.decode()
    client.force_login(city.office)
    assert "查出" in client.get(f"/problems/{origin.pk}/").content.decode()


def test_peers_are_proposed_by_group_category_and_level(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = plant(city, "assigned")
    group = PeerGroup("assessed-1", "考核同组：城建组", frozenset({city.housing.pk, city.planning.pk}))
    monkeypatch.setattr(peers, "_sources", [lambda unit, day: [group] if unit == city.housing.pk else []])
    offered = peer_groups(problem, places_of(problem, TODAY), TODAY)
    assert (offered[0].name, offered[0].unit_ids) == ("考核同组：城建组", frozenset({city.planning.pk}))
    assert all(one.unit_ids and city.housing.pk not in one.unit_ids for one in offered)
    assert len({one.unit_ids for one in offered}) == len(offered)
    level = next(one for one in offered if one.key != "assessed-1")
    assert city.other.pk in level.unit_ids


def test_a_sweep_goes_to_the_groups_that_were_ticked(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = plant(city, "assigned")
    group = PeerGroup("assessed-1", "考核同组：城建组", frozenset({city.housing.pk, city.planning.pk}))
    monkeypatch.setattr(peers, "_sources", [lambda unit, day: [group]])
    client.force_login(city.office)
    page = f"/problems/{problem.pk}/sweep/"
    assert "考核同组：城建组（1 个）" in client.get(page).content.decode()
    asked = {"title": "自查", "demand": "逐处核对", "due_on": "2026-10-20", "groups": "assessed-1"}
    assert client.post(page, asked).status_code == 302
    sweep = problem.sweeps.get()
    assert list(sweep.items.values_list("unit", flat=True)) == [city.planning.pk]


def test_a_sweep_never_says_whose_problem_it_was(city: City, client: Client) -> None:
    problem = plant(city, "assigned", title="市住建局路面恢复超期")
    place = unit_on(city.housing.pk, TODAY)
    assert place.short_name in problem.title
    client.force_login(city.office)
    form = client.get(f"/problems/{problem.pk}/sweep/").content.decode()
    assert 'value="路面恢复超期"' in form
    for title, demand in ((f"{place.short_name}路面", "逐处核对"), ("路面", f"参照{place.name}")):
        with pytest.raises(DomainError, match="不写是谁"):
            services.open_sweep(
                actor=city.actor(city.office), problem=problem, title=title, demand=demand,
                unit_ids=(city.other.pk,), due_on=date(2026, 10, 16), at=NOW,
            )  # fmt: skip
    assert not problem.sweeps.exists()


def test_nobody_sweeps_nobody_or_the_unit_itself(city: City) -> None:
    office, origin = city.actor(city.office), plant(city, "assigned")
    for units, sentence in (((), "至少一个"), ((city.housing.pk,), "不用再自查")):
        with pytest.raises(DomainError, match=sentence):
            services.open_sweep(
                actor=office, problem=origin, title="查", demand="查", unit_ids=units,
                due_on=date(2026, 10, 16), at=NOW,
            )  # fmt: skip


def test_what_read_alike_is_shown_with_what_solved_it(city: City) -> None:
    office = city.actor(city.office)
    old = plant(city, "closed", title="云台小区路面恢复不及时")
    plant(city, "closed", title="养老机构消防台账缺页")
    found = precedents(office, "和苑二区路面恢复超期", TODAY)
    assert [one.problem.pk for one in found] == [old.pk]
    assert found[0].problem.action_taken == "路面已恢复，长 42 米。"
    assert precedents(city.actor(city.stranger), "和苑二区路面恢复超期", TODAY) == []


def test_good_practice_is_proposed_approved_and_read(city: City, client: Client) -> None:
    practice = plant_practice(city, plant(city, "closed"))
    stranger, office = city.actor(city.stranger), city.actor(city.office)
    assert not practices_meeting(stranger, TODAY).exists()
    with pytest.raises(Refused):
        services.approve_practice(actor=city.actor(city.head), practice=practice, at=NOW)
    services.approve_practice(actor=office, practice=practice, at=NOW)
    assert list(practices_meeting(stranger, TODAY, search="逐处销号")) == [practice]
    assert not practices_meeting(stranger, TODAY, search="水库").exists()
    client.force_login(city.reviewer)
    assert "路面恢复一次验收" in client.get("/problems/practices/").content.decode()
    with pytest.raises(DomainError, match="要写明原因"):
        services.withdraw_practice(actor=office, practice=practice, opinion="", at=NOW)
    services.withdraw_practice(actor=office, practice=practice, opinion="已过时。", at=NOW)
    assert Practice.objects.get().state == "withdrawn"
    assert not practices_meeting(stranger, TODAY).exists()


def test_the_office_is_told_of_a_practice_and_decides_where_it_stands(city: City, client: Client) -> None:
    practice = plant_practice(city, plant(city, "closed"))
    assert Notice.objects.filter(account=city.office, title__startswith="推荐典型案例").count() == 1
    client.force_login(city.office)
    assert "1 个典型案例待审定" in client.get("/").content.decode()
    refused = client.post(f"/problems/practices/{practice.pk}/decide/", {"act": "refuse", "opinion": ""})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "不采用要写明原因" in page
    assert practice.title in page
    assert practice.problem is not None
    assert practice.problem.number in page
    said = {"act": "refuse", "opinion": "做法已有规定。"}
    assert client.post(f"/problems/practices/{practice.pk}/decide/", said).status_code == 302
    assert Notice.objects.filter(account=practice.by, title__startswith="典型案例未采用").exists()
    assert "典型案例待审定" not in client.get("/").content.decode()


def test_a_unit_proposes_only_what_it_did(city: City) -> None:
    with pytest.raises(Refused, match="本单位的做法"):
        services.propose_practice(
            actor=city.actor(city.stranger), title="好", text="好", unit_id=city.housing.pk, at=NOW
        )  # fmt: skip
    with pytest.raises(DomainError, match="销号以后再推荐"):
        plant_practice(city, plant(city, "assigned"))


def test_a_case_stands_once_for_its_problem(city: City) -> None:
    """Pressed again after going back, or proposed by a colleague, it would wait for the office twice."""
    closed = plant(city, "closed")
    practice = plant_practice(city, closed)
    with pytest.raises(DomainError, match="已经推荐过：路面恢复一次验收（待审定）"):
        plant_practice(city)
    given = {"text": "做法", "unit_id": city.housing.pk, "at": NOW}
    with pytest.raises(DomainError, match="已经推荐过"):
        services.propose_practice(
            actor=city.actor(city.head), title="换个标题", origin_ref=problem_ref(closed.pk), **given
        )
    services.refuse_practice(actor=city.actor(city.office), practice=practice, opinion="请补户数。", at=NOW)
    assert plant_practice(city, closed).pk != practice.pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_propose_at_once_make_one(city: City) -> None:
    """Neither sees what the other has not finished; the database does."""
    closed, start, outcomes = plant(city, "closed"), Barrier(2), []

    def propose(title: str, origin: Problem | None) -> None:
        start.wait()
        try:
            services.propose_practice(
                actor=city.actor(city.head), title=title, text="做法", unit_id=city.housing.pk,
                origin_ref=problem_ref(origin.pk) if origin else "", at=NOW,
            )  # fmt: skip
            outcomes.append("")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    for pair in ((("一", closed), ("二", closed)), (("三", None), ("三", None))):
        threads = [Thread(target=propose, args=said) for said in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcomes) == ["", "", "proposed", "proposed"]
    assert Practice.objects.count() == 2


def test_what_was_not_taken_is_found_and_proposed_anew(city: City, client: Client) -> None:
    practice = plant_practice(city, plant(city, "closed"))
    services.refuse_practice(actor=city.actor(city.office), practice=practice, opinion="请补户数。", at=NOW)
    client.force_login(city.head)
    assert practice.title in client.get("/problems/practices/?view=out").content.decode()
    again = f"/problems/practices/add/?again={practice.pk}"
    assert again in client.get(f"/problems/practices/{practice.pk}/").content.decode()
    page = client.get(again).content.decode()
    assert practice.problem is not None
    assert practice.problem.number in page
    assert practice.text in page
    sent = {"title": practice.title, "text": f"{practice.text}共 42 户。", "unit_id": city.housing.pk}
    assert client.post(again, sent).status_code == 302
    assert Practice.objects.get(state="proposed").problem_id == practice.problem_id
    client.force_login(city.stranger)
    assert client.get(again).status_code == 404
    assert practice.title not in client.get("/problems/practices/?view=out").content.decode()


def test_the_office_recommends_what_any_unit_did(city: City, client: Client) -> None:
    client.force_login(city.office)
    sent = {"title": "一次办结", "text": "窗口一次告知。", "unit_id": "市住建局"}
    assert client.post("/problems/practices/add/", sent).status_code == 302
    assert Practice.objects.get().unit_id == city.housing.pk


def test_the_lists_go_out_as_they_are_shown(city: City, client: Client) -> None:
    """To whoever reads the page, under its conditions; what begins like a formula stays a text."""
    closed = plant(city, "closed", title="=cmd|危险的名字")
    plant_sweep(city, plant(city, "assigned"))
    plant_lookback(closed)
    proposed = plant_practice(city, closed)

    def cells(account: Account, address: str) -> str:
        client.force_login(account)
        answer = client.get(f"/problems/{address}")
        assert answer.status_code == 200, (account, address)
        book = openpyxl.load_workbook(BytesIO(answer.content)).active
        assert book is not None
        assert all(cell.data_type != "f" for row in book.iter_rows() for cell in row)
        return " ".join(str(cell) for row in book.iter_rows(values_only=True) for cell in row)

    looked = cells(city.leader, "lookbacks/export/?q=危险")
    assert "=cmd|危险的名字 一般 市住建局 随机抽取 0.1" in looked
    assert "共 1 件。条件：结论：可以看；问题或编号含“危险”" in looked
    assert "危险的名字" not in cells(city.leader, "lookbacks/export/?view=holds")
    assert "道路开挖恢复情况 逐处核对恢复日期。" in cells(city.discipline, "sweeps/export/")
    assert "道路开挖" not in cells(city.discipline, "sweeps/export/?q=水库")
    for account, waits in ((city.office, True), (city.head, True), (city.stranger, False)):
        assert (proposed.title in cells(account, "practices/export/?view=proposed")) == waits
    assert proposed.title not in cells(city.office, "practices/export/")
    services.approve_practice(actor=city.actor(city.office), practice=proposed, at=NOW)
    assert f"{proposed.title} {proposed.text} 市住建局" in cells(city.stranger, "practices/export/?q=逐处")
    client.force_login(city.head)
    for address in ("lookbacks", "sweeps"):
        assert client.get(f"/problems/{address}/export/").status_code == 403
