"""Every parameter of the format has its label, and what is shown is read back as it was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from dukao.scoring import Family, Item, Scheme, scheme_from_data, scheme_from_yaml
from dukao.scoring import methods as scoring_methods
from dukao.scoring.parts import (
    FAMILY,
    ITEM_MEANING,
    ITEM_SCORING,
    METHODS,
    SECTIONS,
    STARTS,
    Field,
    Percent,
    Rounding,
    Table,
    rows_of,
    section,
    shown,
    shown_rows,
    write,
    write_rows,
)
from dukao.scoring.parts.settings import FIXED_KEYS

RICH = scheme_from_yaml((Path(__file__).parent / "rich.yaml").read_text(encoding="utf-8"), draft=True)


def described(fields: Iterable[Field]) -> set[str]:
    """Keys of fields with those of their tables' columns: "bands.range"."""
    keys: set[str] = set()
    for field in fields:
        stem = f"{field.inside}.{field.key}" if isinstance(field, Table) and field.inside else field.key
        if isinstance(field, Table):
            keys |= {f"{stem}.{column.key}" for column in field.columns if column.key != "#"}
        else:
            keys.add(stem)
    return keys


def leaves_of(model: type[BaseModel], skip: Iterable[str] = ()) -> set[str]:
    """Keys of everything a model of the format can hold."""
    keys: set[str] = set()
    for name, info in model.model_fields.items():
        if name in skip:
            continue
        inner = {key for part in models_in(info.annotation) for key in leaves_of(part)}
        keys |= {f"{name}.{key}" for key in inner} or {name}
    return keys


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [] if annotation.__name__ == "RoundingRule" else [annotation]
    if get_origin(annotation) in {Union, UnionType, Annotated, tuple}:
        return [model for part in get_args(annotation) for model in models_in(part)]
    return []


def test_every_method_of_the_engine_can_be_written() -> None:
    kinds = {
        method.model_fields["kind"].default: method
        for method in vars(scoring_methods).values()
        if isinstance(method, type) and issubclass(method, BaseModel) and method.model_fields.get("kind")
        and isinstance(method.model_fields["kind"].default, str)
    }  # fmt: skip
    assert {part.kind for part in METHODS} == set(kinds)
    for part in METHODS:
        assert described(part.fields) == leaves_of(kinds[part.kind], {"kind"}), part.kind


def test_everything_on_an_item_and_a_family_can_be_written() -> None:
    assert described((*ITEM_SCORING, *ITEM_MEANING)) == leaves_of(Item, {"method"})
    assert described(FAMILY) == leaves_of(Family, {"children"})


def test_everything_around_the_tree_can_be_written() -> None:
    sections = {key for part in SECTIONS for key in described(part.fields)}
    assert sections | set(FIXED_KEYS) == leaves_of(Scheme, {"items"})


def test_what_is_shown_is_read_back() -> None:
    data = RICH.model_dump(mode="json", exclude_defaults=True)
    for part in SECTIONS:
        copy: dict[str, Any] = scheme_from_data(data, draft=True).model_dump(
            mode="json", exclude_defaults=True
        )
        assert write(part.fields, copy, shown(part.fields, data)) == {}
        for table in part.tables:
            assert write_rows(table, copy, shown_rows(table, data)) == {}
        assert scheme_from_data(copy, draft=True) == RICH, part.key


def test_rows_of_an_inner_table_name_their_outer_row() -> None:
    data = RICH.model_dump(mode="json", exclude_defaults=True)
    additions = section("aggregation").tables[1]
    assert [(row["#"], row["indicator"]) for row in rows_of(additions, data)] == [
        (2, "committee"),
        (2, "public"),
    ]
    assert write_rows(additions, data, [{"#": "9", "indicator": "a", "name": "甲"}]) == {
        "additions.1.#": "没有第 9 行"
    }


@pytest.mark.parametrize("part", METHODS, ids=lambda part: part.kind)
def test_a_method_newly_chosen_is_valid_at_once(part: Any) -> None:
    node = {"code": "X", "name": "试", "method": {"kind": part.kind, **STARTS.get(part.kind, {})}}
    if part.kind != "bonus":
        node["weight"] = "10"
    Item.model_validate(node)


def test_percent_is_written_with_or_without_its_sign() -> None:
    cap = Percent(key="cap", label="封顶", words={"none": "不封顶"})
    assert [cap.read(text) for text in ("80", "80%", " 62.5 ％", "不封顶", "")] == [
        "0.8", "0.8", "0.625", "none", None,
    ]  # fmt: skip
    assert [cap.shown(value) for value in ("0.8", "1", "none", None)] == ["80", "100", "不封顶", ""]
    with pytest.raises(ValueError, match="请填数字，或写“不封顶”"):
        cap.read("八十")


def test_rounding_in_words() -> None:
    field = Rounding(key="rounding", label="小数位")
    for stored in (0, 2, 8, "none", {"places": 2, "mode": "down"}, {"places": 0, "mode": "half_even"}):
        assert field.read(field.shown(stored)) == stored
    assert field.read("2") == 2
    with pytest.raises(ValueError, match="四舍五入到 2 位小数"):
        field.read("差不多")
