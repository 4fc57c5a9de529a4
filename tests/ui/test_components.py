from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from jinja2 import UndefinedError

from dukao.kernel.verdict import ALLOWED, refuse
from dukao.ui.tables import Choice, Choosing


def shown(source: str, **context: Any) -> str:
    return engines["jinja2"].from_string(source).render(context)


def test_what_people_write_is_escaped_in_every_part() -> None:
    evil = '"><script>alert(1)</script>'
    html = shown(
        "{{ ui.button(x, data_dialog=x) }}{{ ui.lamp('red', x, reason=x, rule=x) }}{{ ui.tag(x) }}"
        "{{ ui.crumbs((x, x)) }}{{ ui.head(x, sub=x) }}"
        "{% call ui.panel(x, sub=x, more=(x, x)) %}{{ x }}{% endcall %}"
        "{{ ui.evidence(x, x) }}{{ ui.event(x, quote=x) }}{{ ui.stat(x, x) }}{{ ui.empty(x, x) }}",
        x=evil,
    )
    assert "<script>" not in html


def test_an_unknown_name_is_an_error_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        shown("{{ nothing }}")
    with pytest.raises(UndefinedError):
        shown("{{ ui.no_such_component() }}")


def test_a_refused_button_keeps_its_word_says_why_and_does_nothing() -> None:
    html = shown(
        '{{ ui.button("定案", kind="seal", verdict=v, type="submit", hx_post="/x") }}', v=refuse("公示期未满")
    )
    assert "定案" in html
    assert 'data-tip="公示期未满"' in html
    assert "（现在不能用：公示期未满）" in html
    assert 'aria-disabled="true"' in html
    assert 'type="button"' in html
    assert "hx-post" not in html


def test_an_allowed_button_acts() -> None:
    html = shown('{{ ui.button("定案", verdict=v, type="submit", hx_post="/x") }}', v=ALLOWED)
    assert html == '<button class="btn" type="submit" hx-post="/x">定案</button>'


def test_a_lamp_has_colour_shape_and_word() -> None:
    html = shown('{{ ui.lamp("yellow", reason="计划 74%，实际 52%", rule="落后 20 个百分点") }}')
    assert html.startswith('<button type="button" class="lamp lamp-yellow" data-tip="计划 74%，实际 52%"')
    assert 'data-tip-more="落后 20 个百分点"' in html
    assert '<i class="lamp-mark"></i>预警' in html
    assert '<span class="vh">警示</span>' in shown('{{ ui.lamp("red", hide_word=true) }}')


def test_parts_of_a_bar_lie_end_to_end() -> None:
    html = shown('{{ ui.stacked_bar(((1, "g"), (0, "r"), (3, "")), total=4, label="四件") }}')
    assert 'class="g" x="0.00%" width="25.00%"' in html
    assert 'x="25.00%" width="75.00%"' in html
    assert 'class="r"' not in html


def test_finished_work_is_asked_for_no_more() -> None:
    assert "hx-get" in shown('{{ ui.progress("/p", 1, 2, "正在计算") }}')
    assert "hx-get" not in shown('{{ ui.progress("/p", 2, 2, "完成", finished=true) }}')


def test_a_returned_step_stands_out() -> None:
    html = shown('{{ ui.steps(["草稿", "审签", "提交"], now=2, returned=1) }}')
    assert '<li class="done"><i></i>草稿</li><li class="back"><i>!</i>审签</li>' in html
    assert '<li class="now" aria-current="step"><i>3</i>提交</li>' in html


def test_what_is_drawn_and_kept_is_escaped_like_anything_else() -> None:
    choice = Choice("lamp", "<b>灯</b>", (("red", "<i>红</i>"),))
    chosen: tuple[str, ...]
    for chosen in ((), ("red",)):
        once, again = (
            shown('{{ drawn("ui/choice.html", "menu", choosing) }}', choosing=Choosing(choice, chosen, "q=1"))
            for _ in range(2)
        )
        assert "&lt;b&gt;灯&lt;/b&gt;" in once
        assert "<i>" not in once
        assert once == again
