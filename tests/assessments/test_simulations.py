"""Simulations: what they find, that they change nothing, and that nobody who is assessed comes near them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dukao.assessments import services
from dukao.assessments.inputs import expand, squeeze
from dukao.assessments.models import Round, Simulation, UnitScore
from dukao.assessments.selectors.simulations import Finding, rounds_to_try
from dukao.assessments.services import Wish
from dukao.background.models import Task
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.schemes.models import SchemeVersion
from tests.assessments.conftest import Field
from tests.conftest import NOW

NumQueries = Callable[[int], Any]
WISH = Wish(edits=("J-07.weight=60",), runs=40, seed=7, with_sensitivity=True, with_choices=True)


@pytest.fixture
def start(field: Field, september: Round) -> Callable[..., Simulation]:
    def start(wish: Wish = WISH, actor: Account | None = None) -> Simulation:
        version = september.version
        return services.start_simulation(
            actor=field.city.actor(actor or field.city.office), version=version, against=version,
            assessment=september, wish=wish, at=NOW,
        )  # fmt: skip

    return start


@pytest.fixture
def simulation(start: Callable[..., Simulation]) -> Simulation:
    made = start()
    services.carry_out_simulation(simulation_id=made.pk, progress=lambda *_: None)
    made.refresh_from_db()
    return made


def entered(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, name: str, *arguments: object, query: str = "") -> str:
    answer = client.get(reverse(f"assessments:{name}", args=arguments) + query)
    assert answer.status_code == 200, answer.content.decode()[-400:]
    return str(answer.content.decode())


# -- the service ---------------------------------------------------------------------------------------


def test_a_simulation_says_who_moves_and_how_sure_that_is(simulation: Simulation) -> None:
    found = Finding(simulation)
    assert {unit.name for unit in found.units} >= {"市商务局", "青禾县"}
    assert all(unit.change is not None and unit.low and unit.high for unit in found.units)
    assert all(unit.low <= unit.high for unit in found.units if unit.low and unit.high)
    assert found.monte_carlo is not None
    assert (found.monte_carlo["runs"], found.monte_carlo["agreed"]) == (40, found.monte_carlo["checked"])
    assert found.sensitivity is not None
    assert {row["kind"] for row in found.sensitivity["indices"]} == {"weight", "choice"}
    assert {row["code"] for row in found.left_out} == {"D-01", "J-07", "J-11", "Z-02"}


def test_nothing_else_changes(
    simulation: Simulation, september: Round, start: Callable[..., Simulation]
) -> None:
    scores = list(UnitScore.objects.order_by("pk").values())
    document, digest = september.version.document, september.result_digest
    made = start(Wish(edits=("J-07.weight=10",)))
    services.carry_out_simulation(simulation_id=made.pk, progress=lambda *_: None)
    september.refresh_from_db()
    assert list(UnitScore.objects.order_by("pk").values()) == scores
    assert (september.result_digest, SchemeVersion.objects.get().document) == (digest, document)


def test_the_stored_seed_gives_the_same_again(simulation: Simulation) -> None:
    before = bytes(simulation.result or b"")
    services.carry_out_simulation(simulation_id=simulation.pk, progress=lambda *_: None)
    simulation.refresh_from_db()
    assert bytes(simulation.result or b"") == before


def test_without_changes_nobody_moves(start: Callable[..., Simulation]) -> None:
    made = start(Wish())
    services.carry_out_simulation(simulation_id=made.pk, progress=lambda *_: None)
    made.refresh_from_db()
    assert {(unit.rise, unit.change) for unit in Finding(made).units} == {(0, Decimal("0.00"))}


def test_starting_is_written_down_and_refused_to_others(
    field: Field, simulation: Simulation, start: Callable[..., Simulation]
) -> None:
    assert Entry.objects.filter(event="task_started").count() == 1
    for who in (field.city.reporter, field.city.head, field.city.discipline):
        with pytest.raises(Refused, match="督考办和领导"):
            start(actor=who)
    assert Simulation.objects.count() == Task.objects.count() == 1


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(edits=("J-99.weight=3",)), "没有代码为 J-99"),
        (Wish(edits=("J-07.weight=300",)), "权重应在 0 和"),
        (Wish(spread="20"), "写法不对"),
        (Wish(runs=10**6), "随机变动次数"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_words(
    start: Callable[..., Simulation], wish: Wish, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        start(wish)
    assert not Simulation.objects.exists()


def test_rounds_made_of_shorter_ones_are_not_offered(field: Field, september: Round) -> None:
    for assessment in Round.objects.all():
        services.refresh_round(assessment=assessment, at=NOW)
    offered = rounds_to_try(field.city.actor(field.city.office), september.version)
    assert september.period in {one.period for one in offered.rounds}
    assert {one.months for one in offered.rounds} == {1}
    assert offered.composed == ("季度", "全年")
    shown = page(entered(field.city.office), "simulate", september.version_id)
    assert "季度、全年的结果由较短各期的总分汇总而成，没有自己的数据" in shown


def test_what_moves_one_units_place(simulation: Simulation, field: Field) -> None:
    unit = next(one for one in Finding(simulation).units if one.rank)
    client, address = entered(field.city.office), reverse("assessments:simulation", args=[simulation.pk])
    asked = {"group": unit.group, "unit": unit.code}
    assert "各项假设都不影响它的名次" in client.get(address, asked).content.decode()  # too few peers to pass

    result = expand(bytes(simulation.result or b""))
    own = next(one for one in result["sensitivity"]["units"] if one["unit"] == unit.code)
    own.update(deviation=0.5, total=[0.1, 0.7, *own["total"][2:]], first=[0.1, 0.6, *own["first"][2:]])
    simulation.result = squeeze(result)
    simulation.save()
    heaviest = result["sensitivity"]["indices"][1]
    assert Finding(simulation).weightiest(unit.code)[0] == {**heaviest, "first": 0.6, "total": 0.7}
    shown = client.get(address, asked).content.decode()
    assert f'<option value="{unit.code}" selected>{unit.name}</option>' in shown
    assert "只看这一个单位名次的波动" in shown
    for nobody in ({"group": unit.group}, {"group": unit.group, "unit": "nobody"}):
        assert "只看这一个单位" not in client.get(address, nobody).content.decode()


# -- the pages -----------------------------------------------------------------------------------------


def test_from_the_form_to_the_result(
    field: Field, september: Round, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client, address = entered(field.city.office), reverse("assessments:simulate", args=[september.version_id])
    shown = page(client, "simulate", september.version_id)
    assert "不改变得分和办法" in shown
    assert "2026 年 9 月" in shown
    sent = {
        "facts": september.pk, "against": september.version_id, "runs": "200", "spread": "±20%", "seed": "5",
        "weight-J-07": "60", "not_applicable": "full", "with_sensitivity": "on",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, sent)
    made = Simulation.objects.get()
    assert answer["Location"] == reverse("assessments:simulation", args=[made.pk])
    assert made.edits == ["J-07.weight=60", "not_applicable=full"]
    text = page(client, "simulation", made.pk)
    assert "固定资产投资完成额的权重改为 60；不适用的算法改为 给满分" in text
    for words in ("谁升谁降，为什么", "名次稳不稳", "哪项假设最左右名次", "去掉一项会怎样", "种子 5"):
        assert words in text
    assert "抽查 5 次" in text
    assert f"/simulations/{made.pk}/" in page(client, "simulate", september.version_id)
    assert (
        reverse("assessments:simulate", args=[september.version_id])
        in client.get(reverse("schemes:show", args=[september.version_id])).content.decode()
    )


def test_a_wrong_form_says_what_to_do(field: Field, september: Round) -> None:
    client, address = entered(field.city.office), reverse("assessments:simulate", args=[september.version_id])
    sent = {"facts": september.pk, "against": september.version_id, "runs": "200", "spread": "dirichlet:100",
            "seed": "5", "with_sensitivity": "on"}  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "上下百分之几" in answer.content.decode()
    heavy = {**sent, "spread": "±20%", "weight-J-07": "99", "weight-J-11": "99"}
    answer = client.post(address, heavy)
    assert answer.status_code == 422
    assert "凑不成" in answer.content.decode()
    assert not Simulation.objects.exists()


def test_whoever_waits_sees_progress_and_then_the_page(
    field: Field, start: Callable[..., Simulation]
) -> None:
    made, client = start(), entered(field.city.office)
    assert "前面还有别的任务" in page(client, "simulation", made.pk)
    services.carry_out_simulation(simulation_id=made.pk, progress=lambda *_: None)
    answer = client.get(reverse("assessments:simulation", args=[made.pk]), headers={"hx-request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_the_list_of_movers_sorts_and_asks_the_same_number_of_questions(
    field: Field, simulation: Simulation, django_assert_num_queries: NumQueries
) -> None:
    client = entered(field.city.office)
    page(client, "simulation", simulation.pk)
    with django_assert_num_queries(4):
        first = page(client, "simulation", simulation.pk, query="?sort=rank")
    last = page(client, "simulation", simulation.pk, query="?sort=-rank&group=nonsense")
    assert first.index("市商务局") != last.index("市商务局")


def test_the_form_asks_the_same_number_of_questions_whatever_was_tried(
    field: Field, september: Round, start: Callable[..., Simulation], django_assert_num_queries: NumQueries
) -> None:
    client = entered(field.city.office)
    start()
    page(client, "simulate", september.version_id)
    with django_assert_num_queries(6):
        assert page(client, "simulate", september.version_id).count("种子 7") == 1
    start()
    start()
    with django_assert_num_queries(6):
        assert page(client, "simulate", september.version_id).count("种子 7") == 3


def test_tables_to_take_away(field: Field, simulation: Simulation) -> None:
    client = entered(field.city.office)
    answer = client.get(reverse("assessments:simulation_csv", args=[simulation.pk]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["随机数种子"] for row in rows} == {"7"}
    assert {row["单位"] for row in rows} == {unit.name for unit in Finding(simulation).units}
    book = client.get(reverse("assessments:simulation_excel", args=[simulation.pk]))
    assert book.content.startswith(b"PK")
    assert "推演" in book["Content-Disposition"] or "%E6%8E%A8" in book["Content-Disposition"]


def test_nobody_who_is_assessed_learns_of_it(field: Field, simulation: Simulation) -> None:
    """First that there is something to see, then that the units and discipline see none of it."""
    assert "市商务局" in page(entered(field.city.office), "simulation", simulation.pk)
    assert "市商务局" in page(entered(field.city.leader), "simulation", simulation.pk)
    version = simulation.version_id
    for account in (field.city.reporter, field.city.head, field.county_reporter, field.city.discipline):
        client = entered(account)
        for name, key in (
            ("simulate", version), ("simulation", simulation.pk), ("simulation_csv", simulation.pk),
            ("simulation_excel", simulation.pk),
        ):  # fmt: skip
            answer = client.get(reverse(f"assessments:{name}", args=[key]))
            assert answer.status_code in {403, 404}
            assert "市商务局" not in answer.content.decode()
        shown = client.get(reverse("schemes:show", args=[version])).content.decode()
        assert "simulations" not in shown
    task = client.get(reverse("tasks:show", args=[simulation.task_id]))
    assert task.status_code == 404
