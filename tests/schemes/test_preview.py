"""The engine over the wire: the same figures, limits, and refusals a program can read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dukao.scoring import Fact, Period, scheme_from_yaml, score
from tests.conftest import City
from tests.scoring.test_docs import EXAMPLES

ADDRESS = "/api/v1/score/preview"
SCHEME = EXAMPLES[0]
FACTS = [
    {"unit": "zjj", "name": "市住建局", "indicator": "J-15", "value": "7.299"},
    {"unit": "zjj", "indicator": "J-11", "value": -2.6},
    {"unit": "zjj", "indicator": "N-01", "count": 1},
    {"unit": "swj", "indicator": "J-15", "value": 9.5},
    {"unit": "swj", "indicator": "J-11", "value": 3.1},
]
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(city: City) -> Ask:
    client = Client()
    client.force_login(city.reporter)

    def call(body: Any = None, **changes: Any) -> tuple[int, Any]:
        asked = {"scheme": SCHEME, "period": "2026-Q3", "facts": FACTS} | changes if body is None else body
        text = asked if isinstance(asked, str) else json.dumps(asked)
        answer = client.post(ADDRESS, text, content_type="application/json")
        return answer.status_code, answer.json()

    return call


def told(answer: Any) -> list[tuple[str, int | None, str]]:
    return [(fault["part"], fault["line"], fault["message"]) for fault in answer["error"]["problems"]]


def test_the_answer_has_the_figures_of_the_engine(ask: Ask) -> None:
    status, answer = ask()
    assert status == 200
    units = {unit["unit"]: unit for unit in answer["units"]}
    assert {code: (unit["total"], unit["rank"], unit["grade"]) for code, unit in units.items()} == {
        "swj": ("98.80", 1, "良好"),
        "zjj": ("77.86", 2, "良好"),
    }
    assert units["zjj"]["name"] == "市住建局"
    assert units["zjj"]["nodes"]["J-15"] == {
        "score": "48.66", "full": "60", "applicable": "60", "state": "scored",
    }  # fmt: skip
    assert "derivations" not in answer


def test_the_digest_is_that_of_the_engine_and_a_scheme_may_be_an_object(ask: Ask) -> None:
    plain = {"scheme": json.loads(scheme_from_yaml(SCHEME).model_dump_json(exclude_defaults=True))}
    rows = [row for row in FACTS if "value" in row]
    status, answer = ask(facts=rows, **plain)
    assert status == 200
    quarter = Period.parse("2026-Q3")
    facts = [Fact(str(row["unit"]), str(row["indicator"]), quarter, str(row["value"])) for row in rows]
    result = score(scheme_from_yaml(SCHEME), facts, period=quarter, roster=None)
    totals = {unit["unit"]: unit["total"] for unit in answer["units"]}
    assert totals == {unit: str(total) for unit, total in result.totals().items() if unit in totals}
    assert answer["scheme_digest"] == result.scheme_digest


def test_derivations_come_when_asked_for(ask: Ask) -> None:
    _, answer = ask(explain=["zjj"])
    assert set(answer["derivations"]) == {"zjj"}
    assert answer["derivations"]["zjj"]["sentences"][0].startswith("市住建局 2026 年第三季度总分 77.86 分")
    assert set(ask(explain=True)[1]["derivations"]) == {"zjj", "swj"}
    assert ask(explain=["nobody"])[0] == 400


def test_targets_and_a_roster_stand_beside_the_facts(ask: Ask) -> None:
    roster = [{"unit": unit, "group": "economy"} for unit in ("zjj", "swj", "fgw")]
    _, answer = ask(roster=roster, targets=[{"unit": "*", "indicator": "J-15", "value": "", "target": 10}])
    scores = {unit["unit"]: unit["nodes"]["J-15"]["score"] for unit in answer["units"]}
    assert scores == {"zjj": "0.00", "swj": "57.00", "fgw": "0.00"}


@pytest.mark.parametrize(
    ("changes", "status", "code", "problem"),
    [
        ({"scheme": None}, 422, "invalid_scheme", ("scheme", None, "缺少 scheme：考评办法，YAML 文本或 JSON 对象")),
        ({"scheme": "items: [\n"}, 422, "invalid_scheme", ("scheme", 2, "YAML 写法不对")),
        ({"scheme": {"format": "dukao-scheme/1"}}, 422, "invalid_scheme", ("scheme", None, "缺少这个键，请补上")),
        ({"period": "2026-13"}, 422, "invalid_facts", ("period", None, "没有 2026 年的这个时期")),
        ({"period": None}, 422, "invalid_facts", ("period", None, "缺少 period")),
        ({"facts": []}, 422, "invalid_facts", ("facts", None, "没有可计分的行")),
        ({"facts": "x"}, 422, "invalid_facts", ("facts", None, "要写成列表")),
        ({"facts": [[1]]}, 422, "invalid_facts", ("facts", 1, "每行要写成对象")),
        ({"facts": [{"unit": "zjj", "vlaue": 1}]}, 422, "invalid_facts", ("facts", 1, "不认识的列")),
        ({"facts": [{"unit": {}}]}, 422, "invalid_facts", ("facts", 1, "请写成文字或数字")),
        ({"facts": [*FACTS, {"unit": "zjj", "indicator": "x", "value": "九"}]}, 422, "invalid_facts", ("facts", 6, "“九”不是数字")),
        ({"facts": [{"unit": "who", "indicator": "J-15", "value": 1}]}, 422, "invalid_facts", ("facts", 1, "办法的分组里没有这个单位")),
        ({"facts": [FACTS[0], FACTS[0]]}, 422, "invalid_facts", ("facts", 2, "两行数据")),
        ({"roster": [{"unit": "zjj"}]}, 422, "invalid_facts", ("facts", 4, "名册里没有这个单位")),
        ({"weights": 1}, 400, "invalid_request", ("weights", None, "不认识的键")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    ask: Ask, changes: dict[str, Any], status: int, code: str, problem: tuple[str, int | None, str]
) -> None:
    answered, answer = ask(**changes)
    assert (answered, answer["error"]["code"]) == (status, code)
    part, line, words = problem
    assert any(where == part and at == line and words in said for where, at, said in told(answer)), told(
        answer
    )


@pytest.mark.parametrize("body", ["{", "[1]", "[" * 50_000, '"x"'])
def test_what_is_no_request_is_told(ask: Ask, body: str) -> None:
    status, answer = ask(body)
    assert status == 400
    assert answer["error"]["message"]


def test_limits_are_told(ask: Ask, settings: Any) -> None:
    settings.DUKAO_PREVIEW_CELLS = 5
    status, answer = ask()
    assert (status, answer["error"]["code"]) == (413, "too_large")
    assert "单位数 × 指标数是 6，一次试算最多 5" in answer["error"]["message"]
    settings.DUKAO_PREVIEW_CELLS, settings.DUKAO_PREVIEW_SECONDS = 50, 0
    assert ask()[1]["error"]["code"] == "too_slow"
    settings.DUKAO_PREVIEW_BYTES = 100
    status, answer = ask()
    assert (status, answer["error"]["code"]) == (413, "too_large")


def test_strangers_other_types_and_forged_requests_are_refused_in_json(city: City) -> None:
    body = json.dumps({"scheme": SCHEME, "period": "2026-Q3", "facts": FACTS})
    anonymous = Client().post(ADDRESS, body, content_type="application/json")
    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (403, "log_in_required")
    officer = Client()
    officer.force_login(city.audit_admin)
    assert (
        "三员账户" in officer.post(ADDRESS, body, content_type="application/json").json()["error"]["message"]
    )
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.reporter)
    assert strict.post(ADDRESS, body, content_type="application/json").status_code == 403
    reporter = Client()
    reporter.force_login(city.reporter)
    assert reporter.post(ADDRESS, {"scheme": "x"}).status_code == 415
    assert reporter.get(ADDRESS).status_code == 405


def test_nothing_is_asked_of_the_house(ask: Ask, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):  # the session, the account and its grants
        ask()


def test_the_page_of_the_api_shows_a_request_that_works(ask: Ask) -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    request, answer = (part.split("```", 1)[0] for part in page.split("```json\n")[1:3])
    status, found = ask(request)
    assert status == 200
    for key, value in json.loads(answer).items():
        assert found[key] == value, key
