"""只对上负责: a telltale is planted, seen by those who may, and looked for everywhere as everybody else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from dukao.patrols import services
from dukao.patrols.models import Finding
from dukao.patrols.services import Spoken
from dukao.ui.deadlines import deadlines
from dukao.ui.todo import todos
from tests.access import addresses
from tests.conftest import NOW, City
from tests.patrols.planting import plant_group, plant_issued, plant_reported, plant_visit

pytestmark = pytest.mark.django_db
#: Words that stand nowhere else; a search for the first two letters must not bring up the third.
TELLTALE, INFORMANT = "琥珀鹳", "萤石翁"
#: Everybody who may not know. The first walk every address there is: the inspected unit, a leader who is
#: not named, another group, an office below, discipline, and the reader of every journal row.
WALKERS = ("head", "unnamed", "rival", "below", "discipline", "audit_admin")
OUTSIDE = (*WALKERS, "reporter", "reviewer", "system_admin", "security_admin")
#: Pages whose GET changes what the crawl stands on.
LEFT_OUT = {"identity:logout"}


@pytest.fixture
def people(city: City, make_account: Callable[..., Account]) -> dict[str, Account]:
    """Another leader, another group's leader, and an office below the one that sent the group."""
    rival = make_account("qian", "钱一", city.office_unit, Role.PATROL, city.city)
    plant_group(city, "第五督导巡查组", rival)
    more = {
        "unnamed": make_account("zhao", "赵市长", city.city, Role.LEADER, city.city),
        "rival": rival,
        "below": make_account("county", "县督", city.county, Role.OFFICE),
    }
    return {name: more.get(name) or getattr(city, name) for name in OUTSIDE}


@pytest.fixture
def finding(city: City, people: dict[str, Account]) -> Finding:
    """Reported, urged, with an informant; the words stand in everything a group can write."""
    task = plant_issued(
        city, title=f"{TELLTALE}暗访", requirements=f"{TELLTALE}要求", reader_ids=(city.leader.pk,)
    )
    visit = plant_visit(city, task, place=f"{TELLTALE}小区", note=f"{TELLTALE}情况")
    liang = city.actor(city.patroller)
    spoken = [Spoken(uuid4(), INFORMANT, f"{INFORMANT}-0635", f"{INFORMANT}说")]
    services.record_informants(actor=liang, visit=visit, people=spoken, at=NOW)
    finding = plant_reported(city, visit, facts=f"{TELLTALE}事实", clause=f"{TELLTALE}条款")
    services.urge_finding(
        actor=liang, finding=finding, leader_id=city.leader.pk, reason=f"{TELLTALE}危险", at=NOW
    )
    return finding


def _words(client: Client, address: str) -> str:
    """What an answer says, inside workbooks and Word files as well."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return str(body.decode(errors="replace"))


def _addresses() -> Iterator[str]:
    """Every address of the product, with the first numbers where it takes some."""
    for name in sorted(addresses()):
        if name in LEFT_OUT:
            continue
        for args in ((), (1,), (1, 1), ("1",)):
            try:
                yield reverse(name, args=args)
                break
            except NoReverseMatch:
                continue


def _as(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def _own_pages(finding: Finding) -> list[str]:
    task, visit = finding.visit.task_id, finding.visit_id
    return [
        reverse("patrols:tasks"), reverse("patrols:tasks_export"), reverse("patrols:task", args=[task]),
        reverse("patrols:findings"), reverse("patrols:findings_export"),
        reverse("patrols:finding", args=[finding.pk]), reverse("patrols:visit", args=[visit]),
        reverse("patrols:paper", args=[task, "slip", "docx"]),
        reverse("patrols:paper", args=[task, "report", "docx"]),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["office", "patroller", "leader"])
def test_those_above_see_it_on_every_page(city: City, finding: Finding, who: str) -> None:
    client = _as(getattr(city, who))
    unseen = [page for page in _own_pages(finding) if TELLTALE not in _words(client, page)]
    assert unseen == []


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_finds_it_anywhere(finding: Finding, people: dict[str, Account], who: str) -> None:
    client = _as(people[who])
    pages = [*_own_pages(finding), f"{reverse('dashboards:search')}?q={TELLTALE[:2]}"]
    pages += _addresses() if who in WALKERS else ()
    told = [page for page in pages if any(word in _words(client, page) for word in (TELLTALE, INFORMANT))]
    assert len(pages) > (100 if who in WALKERS else 9)
    assert told == []


@pytest.mark.parametrize("who", ["office", "patroller", "leader"])
def test_informants_stand_on_no_address_for_anybody(city: City, finding: Finding, who: str) -> None:
    client = _as(getattr(city, who))
    assert [page for page in _own_pages(finding) if INFORMANT in _words(client, page)] == []
    opened = client.post(reverse("patrols:informants", args=[finding.visit_id]))
    assert (INFORMANT in opened.content.decode()) is (who == "patroller")


def test_neither_journal_nor_notices_nor_clocks_tell(
    city: City, finding: Finding, people: dict[str, Account]
) -> None:
    entries = Entry.objects.filter(subject_type__startswith="patrols.")
    assert entries.count() > 10
    for entry in Entry.objects.all():
        words = f"{entry.subject_label}{entry.reason}{entry.before}{entry.after}"
        assert TELLTALE not in words
        assert INFORMANT not in words
    assert Notice.objects.filter(kind__startswith="patrol").exists()
    assert not [one for one in Notice.objects.all() if TELLTALE in f"{one.title}{one.body}"]
    for account in (city.patroller, city.office, *people.values()):
        actor = city.actor(account)
        assert not [one for one in deadlines(actor, NOW) if TELLTALE in one.title]
        assert not [one for one in todos(actor, NOW) if TELLTALE in f"{one.title}{one.detail}"]


def test_what_is_released_is_seen_by_the_unit_through_the_ledger_alone(
    city: City, finding: Finding, people: dict[str, Account]
) -> None:
    services.release_finding(
        actor=city.actor(city.office), finding=finding, at=NOW,
        release=services.Release(title="外墙空鼓", facts="外墙空鼓 12 处。", clause="条例"),
    )  # fmt: skip
    client = _as(people["head"])
    assert [page for page in _own_pages(finding) if TELLTALE in _words(client, page)] == []
