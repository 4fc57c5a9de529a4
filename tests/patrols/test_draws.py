"""Draws by lot: the list first, the seed second, and anybody draws the same."""

from __future__ import annotations

import csv
import io
import shlex
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.regimes import SecrecyLabel
from dukao.operations.tools.sample import main
from dukao.patrols import services
from dukao.patrols.models import Draw, PatrolTask
from dukao.patrols.sampling import pool_of
from dukao.patrols.selectors.draws import command_of
from dukao.patrols.services import Sending
from dukao.reporting.models import ReportLine
from tests.conftest import NOW, City
from tests.patrols.drawing import SEED, SOURCE, plant_draw, plant_matter
from tests.patrols.planting import plant_group
from tests.reporting.planting import line_of, plant_september, report_of

pytestmark = pytest.mark.django_db


def drawn(city: City, draw: Draw) -> Draw:
    return services.draw_items(
        actor=city.actor(city.office), draw=draw, seed=SEED, seed_source=SOURCE, at=NOW
    )


@pytest.mark.parametrize("how", [{}, {"per_stratum": "1"}, {"per_stratum": "10%", "size": None}])
def test_the_published_list_and_command_draw_the_same(
    client: Client, capsys: pytest.CaptureFixture[str], tmp_path: Path, city: City, how: dict[str, object]
) -> None:
    """What anybody downloads has the digest, and the command on the page gives the list on the page."""
    draw = drawn(city, plant_draw(city, **how))
    client.force_login(city.leader)
    content = client.get(f"/patrols/draws/{draw.pk}/list.csv").content
    assert sha256(content).hexdigest() == draw.digest
    (tmp_path / f"draw-{draw.pk}.csv").write_bytes(content)
    words = shlex.split(command_of(draw))
    words[words.index("--items") + 1] = str(tmp_path / f"draw-{draw.pk}.csv")
    assert main(words[2:]) == 0
    told = [(row["id"], row["ticket"]) for row in csv.DictReader(io.StringIO(capsys.readouterr().out))]
    items = list(draw.items.filter(position__isnull=False))
    assert [(item.number, item.ticket) for item in items] == told
    assert len(told) >= 2
    page = client.get(f"/patrols/draws/{draw.pk}/").content.decode()
    assert all(number in page for number, _ in told)
    assert draw.digest in page


def test_the_journal_tells_digest_before_seed(city: City) -> None:
    draw = plant_draw(city)
    frozen = Entry.objects.get(event="draw_frozen")
    assert frozen.after == {"digest": draw.digest}
    drawn(city, draw)
    entry = Entry.objects.get(event="draw_drawn")
    assert entry.after == {"seed": SEED, "seed_source": SOURCE, "digest": draw.digest}
    assert entry.pk > frozen.pk


def test_nobody_draws_twice(city: City) -> None:
    draw = drawn(city, plant_draw(city))
    with pytest.raises(DomainError, match="已抽取"):
        services.draw_items(actor=city.actor(city.office), draw=draw, seed="7", seed_source="另一个", at=NOW)
    with pytest.raises(DomainError, match="已抽取"):
        services.drop_draw(actor=city.actor(city.office), draw=draw, reason="不满意", at=NOW)
    assert Draw.objects.get().seed == SEED


def test_the_database_knows_the_order_too(city: City) -> None:
    draw = plant_draw(city)
    for broken in ({"seed": "7"}, {"state": "drawn"}, {"state": "drawn", "seed": "7", "seed_source": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draw.objects.filter(pk=draw.pk).update(**broken)


def test_a_list_is_dropped_before_its_seed_with_a_reason(city: City) -> None:
    draw, office = plant_draw(city), city.actor(city.office)
    with pytest.raises(DomainError, match="写明原因"):
        services.drop_draw(actor=office, draw=draw, reason=" ", at=NOW)
    services.drop_draw(actor=office, draw=draw, reason="漏了一个县", at=NOW)
    assert Draw.objects.get().drop_reason == "漏了一个县"


def test_a_seed_needs_its_source(city: City) -> None:
    draw = plant_draw(city)
    with pytest.raises(DomainError, match="在哪里、什么时候公布"):
        services.draw_items(actor=city.actor(city.office), draw=draw, seed="7", seed_source=" ", at=NOW)
    assert Draw.objects.get().state == "frozen"


@pytest.mark.parametrize("who", ["leader", "patroller", "head", "discipline"])
def test_only_the_office_draws(city: City, who: str) -> None:
    draw = plant_draw(city)
    with pytest.raises(Refused):
        services.draw_items(
            actor=city.actor(getattr(city, who)), draw=draw, seed=SEED, seed_source=SOURCE, at=NOW
        )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seed_plan": " "}, "种子将怎样产生"),
        ({"size": None}, "抽几项"),
        ({"per_stratum": "几个"}, "看不懂"),
        ({"range": "sometime"}, "选择要抽的范围"),
        ({"range": "closed"}, "没有可以抽的项目"),
    ],
)
def test_what_cannot_be_frozen(city: City, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        plant_draw(city, **changes)
    assert not Draw.objects.exists()


def test_nothing_secret_is_listed(city: City) -> None:
    plant_matter(city, title="机密的事", label=SecrecyLabel.WORK_SECRET)
    draw = plant_draw(city)
    assert draw.population == 6
    assert "机密的事" not in draw.listing


def test_a_month_can_be_drawn_once_reporting_has_closed(city: City) -> None:
    pool = pool_of("reports")
    assert pool is not None
    month = plant_september(city)
    office = city.actor(city.office)
    line = line_of(report_of(city), "Z-02")
    ReportLine.objects.filter(pk=line.pk).update(state="submitted", submitted_at=NOW, value="76")
    assert month.due_at > NOW
    assert pool.ranges(office, NOW) == []
    closed = month.due_at + timedelta(minutes=1)
    assert [value for value, _ in pool.ranges(office, closed)] == [month.period]
    [item] = pool.items(office, month.period, closed)
    assert item.unit_id == city.housing.pk
    assert item.number == f"{month.period}/B01/{line.pk}"
    assert "76" not in item.title


def test_groups_are_sent_to_what_was_drawn(client: Client, city: City) -> None:
    group = plant_group(city)
    draw = drawn(city, plant_draw(city))
    chosen = [item.pk for item in draw.items.filter(position__isnull=False)][:2]
    sending = Sending(group.pk, date(2026, 10, 12), date(2026, 10, 16), "《政府督查工作条例》第十四条")
    office = city.actor(city.office)
    tasks = services.send_to_drawn(actor=office, draw=draw, item_ids=chosen, sending=sending, at=NOW)
    assert len(tasks) == PatrolTask.objects.count() == 2
    assert {task.matter_id for task in tasks} == {item.matter_id for item in draw.items.filter(pk__in=chosen)}
    with pytest.raises(DomainError, match="还没有任务"):
        services.send_to_drawn(actor=office, draw=draw, item_ids=chosen, sending=sending, at=NOW)
    client.force_login(city.office)
    assert tasks[0].number in client.get(f"/patrols/draws/{draw.pk}/").content.decode()
    left = draw.items.get(position__isnull=False, task=None)
    sent = {
        "picked": left.pk, "group": group.pk, "legal_basis": sending.legal_basis, "starts_on": "2026-10-12",
        "ends_on": "2026-10-09",
    }  # fmt: skip
    refused = client.post(f"/patrols/draws/{draw.pk}/send/", sent)
    assert refused.status_code == 422
    assert "结束日期不能早于开始日期" in refused.content.decode()
    assert f'value="{left.pk}" aria-label="选中{left.number}" checked' in refused.content.decode()


def test_from_form_to_sample_on_the_pages(client: Client, city: City) -> None:
    plant_matter(city, title="事项")
    client.force_login(city.office)
    sent = {"title": "抽查", "range": "matters:open", "size": "1", "per_stratum": "", "seed_plan": "开奖号码"}
    assert client.post("/patrols/draws/add/", {**sent, "seed_plan": ""}).status_code == 422
    assert client.post("/patrols/draws/add/", sent).status_code == 302
    draw = Draw.objects.get()
    address = f"/patrols/draws/{draw.pk}/"
    assert client.post(address, {"seed": "7", "seed_source": ""}).status_code == 422
    assert client.post(address, {"seed": "7", "seed_source": "公告"}).status_code == 302
    assert draw.items.filter(position=1).count() == 1
    assert "抽查" in client.get("/patrols/draws/").content.decode()
