"""Entries in words."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from dukao.journal import sentences
from dukao.journal.models import Entry


class Light(TextChoices):
    RED = "red", "警示"


@pytest.fixture(autouse=True)
def own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_events", {})


def test_a_sentence_says_what_was_done_to_what_in_whose_place() -> None:
    sentences.register({"unit_added": "设立单位"})
    assert sentences.sentence(Entry(event="unit_added", subject_label="市住建局")) == "设立单位：市住建局"
    entry = Entry(event="unit_added", subject_label="市住建局", acting_for="方远")
    assert sentences.sentence(entry) == "代方远设立单位：市住建局"


def test_an_event_nobody_names_any_more_is_still_shown() -> None:
    entry = Entry(event="old_event", subject_label="某事", after={"x": 1})
    assert sentences.sentence(entry) == "old_event：某事"
    assert sentences.changes(entry) == [sentences.Change("x", "—", "1")]


def test_changes_stand_in_the_order_of_the_room_with_its_labels() -> None:
    fields = {"name": "名称", "light": ("亮灯", Light), "on": "日期"}
    sentences.register({"x": "改"}, fields=fields)
    entry = Entry(
        event="x", before={"on": "2026-09-01", "light": None, "name": "甲"},
        after={"on": "2026-09-28T06:30:00+00:00", "light": "red", "name": "乙", "more": ["a", "b"]},
    )  # fmt: skip
    assert sentences.changes(entry) == [
        sentences.Change("名称", "甲", "乙"),
        sentences.Change("亮灯", "—", "警示"),
        sentences.Change("日期", "2026-09-01", "2026-09-28 14:30"),
        sentences.Change("more", "—", "a、b"),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "是"),
        (False, "否"),
        (0, "0"),
        ("", "—"),
        ([], "—"),
        ({"甲": 1, "乙": None}, "甲：1；乙：—"),
        ("blue", "blue"),
    ],
)
def test_values_in_words(value: object, words: str) -> None:
    sentences.register({"x": "改"}, fields={"v": ("值", Light)})
    assert sentences.changes(Entry(event="x", after={"v": value}))[0].after == words


def test_one_event_has_one_sentence() -> None:
    sentences.register({"x": "改"})
    sentences.register({"x": "改"})
    with pytest.raises(ValueError, match="two sentences"):
        sentences.register({"x": "变"})
