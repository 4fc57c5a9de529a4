"""只对上负责: a telltale is planted, seen by those who may, and looked for everywhere as everybody else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from dukao.checks.models import Conclusion
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice
from dukao.notifications.services import make_calendar_link
from dukao.patrols import services
from dukao.patrols.models import Finding
from dukao.patrols.services import Spoken
from dukao.ui.deadlines import deadlines
from dukao.ui.todo import todos
from tests.checks.planting import plant_check, plant_conclusion
from tests.conftest import NOW, TODAY, City
from tests.documents.samples import png
from tests.patrols.planting import plant_finding, plant_group, plant_issued, plant_visit

pytestmark = pytest.mark.django_db
#: Words that stand nowhere else; a search for the first two letters must not bring up the third.
TELLTALE, INFORMANT = "琥珀鹳", "萤石翁"
#: Everybody who may not know. The first walk every address there is: the inspected unit, a leader who is
#: not named, another group, an office below, discipline, and the reader of every journal row.
WALKERS = ("head", "unnamed", "rival", "below", "discipline", "audit_admin")
OUTSIDE = (
    *WALKERS, "superior", "reporter", "reviewer", "stranger", "system_admin", "security_admin", "nobody",
)  # fmt: skip
#: Whose world is the inspected unit: they do not even learn that somebody came.
INSPECTED = ("head", "reporter", "superior", "below")
#: Something each kind of parameter takes; most find nothing.
FITTING = {IntConverter: 1, StringConverter: "1", SlugConverter: "1", UUIDConverter: str(UUID(int=1))}
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
        # Above the inspected unit, and outside the line that sent the group.
        "superior": make_account("feng", "冯副市长", city.city, Role.LEADER, city.housing),
        # Has an account and no role at all.
        "nobody": make_account("wu", "吴名", city.housing),
    }
    return {name: more.get(name) or getattr(city, name) for name in OUTSIDE}


@pytest.fixture
def finding(city: City, people: dict[str, Account]) -> Finding:
    """Reported, urged, with an informant; the words stand in everything a group can write."""
    check = plant_check(city, "ongoing")
    plant_conclusion(city, check, "hearing")
    task = plant_issued(
        city, title=f"{TELLTALE}暗访", requirements=f"{TELLTALE}要求", reader_ids=(city.leader.pk,),
        check_id=check.pk, starts_on=TODAY,
    )  # fmt: skip
    visit = plant_visit(city, task, place=f"{TELLTALE}小区", note=f"{TELLTALE}情况")
    liang = city.actor(city.patroller)
    spoken = [Spoken(uuid4(), INFORMANT, f"{INFORMANT}-0635", f"{INFORMANT}说")]
    services.record_informants(actor=liang, visit=visit, people=spoken, at=NOW)
    finding = plant_finding(city, visit, facts=f"{TELLTALE}事实", clause=f"{TELLTALE}条款")
    picture = BytesIO(png((90, 70)))
    services.attach_photo(actor=liang, finding=finding, name=f"{TELLTALE}.png", content=picture, at=NOW)
    services.report_findings(actor=liang, findings=[finding], at=NOW)
    services.urge_finding(
        actor=liang, finding=finding, leader_id=city.leader.pk, reason=f"{TELLTALE}危险", at=NOW
    )
    return Finding.objects.get(pk=finding.pk)


def _words(client: Client, address: str) -> str:
    """What an answer says, inside workbooks and Word files as well."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return str(body.decode(errors="replace"))


def _addresses(finding: Finding) -> Iterator[str]:
    """Every address of the product: with what was planted where it takes the number of such a thing."""
    task, photo = finding.visit.task, finding.photos.get()
    planted = {
        "task_id": task.pk, "finding_id": finding.pk, "visit_id": finding.visit_id,
        "group_id": task.group_id, "check_id": task.check_of_id, "unit_id": finding.unit_id,
        "conclusion_id": Conclusion.objects.get().pk, "photo_id": photo.pk, "file_id": photo.file_id,
        "what": "report", "form": "docx",
    }  # fmt: skip
    acted_on = {"patrols:tasks": task.pk, "patrols:findings": finding.pk, "patrols:groups": task.group_id}
    for name, kinds in sorted(_parameters(get_resolver().url_patterns, "").items()):
        if name not in LEFT_OUT:
            known = {**planted, "subject_id": acted_on.get(name.partition("-")[0], 1)}
            yield reverse(name, kwargs={one: known.get(one, FITTING[kind]) for one, kind in kinds.items()})


def _parameters(
    patterns: Iterable[URLPattern | URLResolver], prefix: str
) -> dict[str, dict[str, type[object]]]:
    """Names of addresses, and what each takes: the kind by parameter."""
    found: dict[str, dict[str, type[object]]] = {}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= _parameters(pattern.url_patterns, inner)
        elif pattern.name:
            kinds = pattern.pattern.converters.items()
            found[f"{prefix}{pattern.name}"] = {one: type(kind) for one, kind in kinds}
    return found


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
        reverse("checks:show", args=[finding.visit.task.check_of_id]),
    ]  # fmt: skip


def _picture(finding: Finding) -> str:
    return reverse("documents:view", args=[finding.photos.get().file_id])


@pytest.mark.parametrize("who", ["office", "patroller", "leader"])
def test_those_above_see_it_on_every_page(city: City, finding: Finding, who: str) -> None:
    client = _as(getattr(city, who))
    unseen = [page for page in _own_pages(finding) if TELLTALE not in _words(client, page)]
    assert unseen == []
    assert client.get(_picture(finding)).status_code == 200


def _telling(client: Client, pages: list[str], *words: str) -> list[str]:
    return [page for page in pages if any(word in _words(client, page) for word in words)]


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_finds_it_where_it_stands(finding: Finding, people: dict[str, Account], who: str) -> None:
    client, search = _as(people[who]), reverse("dashboards:search")
    pages = [*_own_pages(finding), f"{search}?q={TELLTALE[:2]}", f"{search}?q={finding.number[:7]}"]
    assert _telling(client, pages, TELLTALE, INFORMANT, finding.number) == []
    assert client.get(_picture(finding)).status_code == 404


@pytest.mark.parametrize(
    "who", [who if who in WALKERS else pytest.param(who, marks=pytest.mark.nightly) for who in OUTSIDE]
)
def test_nobody_else_finds_it_anywhere(finding: Finding, people: dict[str, Account], who: str) -> None:
    """Every address of the product, the wall, the API and the exports among them."""
    pages = list(_addresses(finding))
    assert len(pages) > 100
    number = (finding.visit.task.number,) if who in INSPECTED else ()
    assert _telling(_as(people[who]), pages, TELLTALE, INFORMANT, *number) == []


def test_calendars_and_reminders_tell_nobody_else(
    city: City, finding: Finding, people: dict[str, Account]
) -> None:
    """The feed of whoever was sent names the task by number; nobody else's does, and no reminder reaches them."""
    services.remind_patrol_clocks(at=at_time(date(2026, 10, 14), 9))
    told = Notice.objects.filter(kind__startswith="patrol")
    assert told.filter(kind="patrol_due").exists()
    assert not told.filter(account__in=[people[who].pk for who in OUTSIDE if who != "rival"]).exists()
    for who, account in {**people, "patroller": city.patroller}.items():
        secret = make_calendar_link(actor=city.actor(account), at=NOW)
        feed = _words(Client(), reverse("calendar:feed", args=[secret]))
        assert "BEGIN:VCALENDAR" in feed
        assert (finding.visit.task.number in feed) is (who == "patroller")
        assert TELLTALE not in feed


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
