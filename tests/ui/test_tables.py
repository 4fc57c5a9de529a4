from __future__ import annotations

import pytest
from django.http import QueryDict

from dukao.ui.tables import Choice, Column, Listing, SavedView

COLUMNS = (
    Column("name", "单位", sort="name"),
    Column("score", "得分", sort="score", numeric=True),
    Column("note", "说明"),
)
LAMP = Choice("lamp", "灯", (("red", "红"), ("yellow", "黄")), many=True)
STATE = Choice("state", "状态", (("open", "在办"), ("shut", "办结")))
VIEWS = (SavedView("全部", ""), SavedView("红黄灯", "lamp=red&lamp=yellow"))


def listing(query: str, **options: object) -> Listing:
    settings = {
        "columns": COLUMNS,
        "choices": (LAMP, STATE),
        "views": VIEWS,
        "per_page": 10,
        "searchable": "名称",
    }
    return Listing(QueryDict(query), **{**settings, **options})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query", ["lamp=pink", "sort=secret", "page=999", "page=x", "page=-1", "state=open&state=nope", "q=%00"]
)
def test_whatever_the_address_says_there_is_a_page(query: str) -> None:
    shown = listing(query).show(list(range(25)))
    assert shown.total == 25
    assert shown.rows


def test_only_known_columns_sort() -> None:
    assert listing("sort=password").ordering == ("pk",)
    assert listing("sort=-name").ordering == ("-name", "pk")
    assert listing("", default_sort="-score").ordering == ("-score", "pk")


def test_a_first_press_on_figures_shows_the_highest_and_a_second_turns_round() -> None:
    name, score, _ = COLUMNS
    assert listing("").sort_query(name) == "sort=name"
    assert listing("").sort_query(score) == "sort=-score"
    assert listing("sort=-score").sort_query(score) == "sort=score"
    assert listing("sort=name").sort_query(name) == "sort=-name"


def test_conditions_add_up_and_come_off_again() -> None:
    red = listing("lamp=red&page=3")
    assert red.choosing(LAMP).turned("yellow") == "lamp=red&lamp=yellow"
    assert red.choosing(LAMP).turned("red") == ""
    assert listing("state=open").choosing(STATE).turned("shut") == "state=shut"


def test_conditions_read_as_a_sentence() -> None:
    assert listing("lamp=red&lamp=yellow&q=%20水库%20").in_words == "灯：红、黄；名称含“水库”"


def test_a_saved_view_is_known_by_its_conditions_alone() -> None:
    everything, lit = VIEWS
    assert listing("sort=name&page=2").is_view(everything)
    assert listing("lamp=yellow&lamp=red").is_view(lit)
    assert not listing("lamp=red").is_view(lit)
    assert not listing("q=水").is_view(everything)


def test_the_search_form_carries_the_conditions_along() -> None:
    assert listing("lamp=red&sort=name&q=x&page=2").kept == [("lamp", "red"), ("sort", "name")]


def test_what_the_page_carries_outlives_every_press() -> None:
    shown = listing("period=2026-09&lamp=red&other=1", carried=("period",))
    assert shown.sort_query(COLUMNS[0]) == "period=2026-09&lamp=red&sort=name"
    assert shown.view_query(VIEWS[1]) == "period=2026-09&lamp=red&lamp=yellow"
    assert shown.bare_query == "period=2026-09"
    assert ("period", "2026-09") in shown.kept


def test_page_numbers_leave_gaps_and_keep_the_ends() -> None:
    shown = listing("page=10").show(list(range(200)))
    assert shown.page_numbers == [1, None, 8, 9, 10, 11, 12, None, 20]
