"""Pages of the room over HTTP: with and without scripts, bad input answered in words, queries counted."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.schemes import editing, services
from dukao.schemes.models import IndicatorVersion, SchemeVersion, Target
from dukao.schemes.selectors import document
from dukao.schemes.selectors.indicators import current_versions
from dukao.schemes.selectors.versions import possible_bases
from dukao.schemes.web.editor.panes import says
from dukao.schemes.workbook.indicators import workbook_of_indicators
from dukao.scoring import Family, Item, Scheme, write_yaml
from dukao.scoring.formats.workbook import workbook_of_scheme
from tests.conftest import NOW, TODAY, City
from tests.schemes.conftest import Filled

HTMX = {"HTTP_HX_REQUEST": "true"}


def as_(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="dukao.identity.standing.Accounts")
    return client


@pytest.fixture
def office(city: City) -> Client:
    return as_(city.office)


def edit(
    office: Client, draft: SchemeVersion, act: str, /, *args: Any, htmx: bool = True, **post: Any
) -> Any:
    address = reverse(f"schemes:{act}", args=[draft.pk, *args])
    post.setdefault("revision", SchemeVersion.objects.get(pk=draft.pk).revision)
    return office.post(address, post, **(HTMX if htmx else {}))


def test_the_rule_read_back_tells_what_units_outside_get(scheme: Scheme) -> None:
    split = editing.set_item(scheme, "J-15", {"applies_to": scheme.groups[0].code}, {})
    item = split.node("J-15")
    assert isinstance(item, Item)
    assert "适用分组以外的单位按其余指标折算。" in says(split, item)
    generous = editing.set_item(split, "J-15", {"not_applicable.kind": "full"}, {})
    item = generous.node("J-15")
    assert isinstance(item, Item)
    assert "适用分组以外的单位计满分。" in says(generous, item)


# -- reading ------------------------------------------------------------------------------------------


def test_a_unit_reads_what_is_published_and_no_draft(city: City, published: SchemeVersion) -> None:
    second = services.start_new_version(
        actor=city.actor(city.office), version=published, reason="调整", at=NOW
    )
    unit = as_(city.reporter)
    page = unit.get(reverse("schemes:show", args=[published.pk])).content.decode()
    assert "固定资产投资完成额" in page
    assert "完成率不到 80% 得 0 分" in page
    assert "市发展改革委" in page
    assert "起草新版" not in page
    assert unit.get(reverse("schemes:show", args=[second.pk])).status_code == 404
    listing = unit.get(reverse("schemes:year", args=[2026])).content.decode()
    assert "第 1 版" in listing
    assert "第 2 版" not in listing


@pytest.mark.parametrize("more", [0, 2])
def test_the_year_costs_the_same_for_one_scheme_and_for_three(
    city: City,
    office: Client,
    published: SchemeVersion,
    scheme: Scheme,
    more: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(more):
        other = scheme.model_copy(update={"code": f"other-{number}", "name": f"专项 {number}"})
        services.add_scheme(actor=city.actor(city.office), document=other, at=NOW)
    office.get(reverse("schemes:year", args=[2026]))
    with django_assert_num_queries(8):
        page = office.get(reverse("schemes:year", args=[2026])).content.decode()
    assert page.count("schemes/versions/") >= 1 + more


@pytest.mark.parametrize("more", [0, 2])
def test_the_library_costs_the_same_for_one_indicator_and_for_three(
    city: City, office: Client, investment: IndicatorVersion, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        services.add_indicator(
            actor=city.actor(city.office), code=f"X-{number}", at=NOW, name="新", definition="新", basis="新",
            lead_id=city.housing.pk,
        )  # fmt: skip
    office.get(reverse("schemes:indicators"))
    with django_assert_num_queries(7):
        office.get(reverse("schemes:indicators"))


def test_files_are_offered_under_the_name_of_the_version(city: City, published: SchemeVersion) -> None:
    answer = as_(city.discipline).get(reverse("schemes:yaml", args=[published.pk]))
    assert answer.content.decode().startswith("format: dukao-scheme/1")
    assert "filename" in answer["Content-Disposition"]


# -- the editor ---------------------------------------------------------------------------------------


def test_the_editor_works_without_scripts(office: Client, draft: SchemeVersion) -> None:
    answer = edit(office, draft, "weights", htmx=False, **{"weight-J-15": "29", "at": "J-15"})
    assert answer.status_code == 302
    page = office.get(answer["Location"]).content.decode()
    assert 'value="29.00"' in page
    assert "≠ 100" in page
    answer = edit(office, draft, "shape", htmx=False, act="add_family", role="bonus")
    assert "at=B" in answer["Location"]
    assert document(SchemeVersion.objects.get(pk=draft.pk)).node("B").name == "加分"


def test_a_change_answers_with_what_it_altered(office: Client, draft: SchemeVersion) -> None:
    answer = edit(office, draft, "weights", **{"weight-J-15": "29", "at": "J-15"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="se-sums"' in page
    assert "权重合计不等于满分" in page
    assert '"revision": 1' in answer["HX-Trigger-After-Swap"]
    assert "<table" not in page.replace('<div class="dk-data"><table', ""), (
        "the tree keeps its focus and place"
    )


def test_a_worked_out_value_opens_its_own_fields(office: Client, draft: SchemeVersion) -> None:
    posted = {"tab": "scoring", "method": "completion", "weight": "30"}
    page = edit(office, draft, "item", "J-15", **posted, **{"value.kind": "增速"}).content.decode()
    assert 'name="value.over"' in page
    assert "数值取同比增速（%）" in page
    assert 'name="value.expression"' not in page
    page = edit(office, draft, "item", "J-15", **posted, **{"value.kind": "按公式计算"}).content.decode()
    assert 'value="甲 / 乙"' in page
    assert 'name="value.figures:name"' in page
    wrong = {"value.kind": "按公式计算", "value.expression": "甲 ** 乙"}
    answer = edit(office, draft, "item", "J-15", **posted, **wrong)
    assert answer.status_code == 422
    assert "公式第 6 个字符处" in answer.content.decode()


def test_conditions_of_a_bonus_stand_on_its_family(office: Client, draft: SchemeVersion) -> None:
    edit(office, draft, "shape", htmx=False, act="add_family", role="bonus")
    rows = {"when:node": ["", ""], "when:indicator": ["", ""], "when:range": ["(80, +∞)", ""]}
    answer = edit(office, draft, "family", "B", name="加分", code="B", **rows)
    assert answer.status_code == 200
    family = document(SchemeVersion.objects.get(pk=draft.pk)).node("B")
    assert isinstance(family, Family)
    assert [str(one.range) for one in family.when] == ["(80, +∞)"]
    page = office.get(reverse("schemes:edit", args=[draft.pk]), {"at": "B"}).content.decode()
    assert "加分条件" in page
    page = office.get(reverse("schemes:edit", args=[draft.pk]), {"at": "J"}).content.decode()
    assert "加分条件" not in page


def test_a_bad_figure_comes_back_to_its_field(office: Client, draft: SchemeVersion) -> None:
    answer = edit(office, draft, "item", "J-15", tab="scoring", method="completion", cap="零", weight="30")
    assert answer.status_code == 422
    assert 'id="err-cap"' in answer.content.decode()
    assert document(SchemeVersion.objects.get(pk=draft.pk)).node("J-15").method.cap == 1  # type: ignore[union-attr]


def test_a_stale_form_is_told_who_was_faster(city: City, office: Client, draft: SchemeVersion) -> None:
    edit(office, draft, "weights", **{"weight-J-15": "29", "at": "J-15"})
    answer = edit(office, draft, "weights", revision=0, **{"weight-J-07": "49", "at": "J-07"})
    assert answer.status_code == 409
    assert re.search(r"何正 \d\d:\d\d 改过这份草案：J-15 权重 30 改为 29", answer.content.decode())
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("revision", ["²", "9" * 5000, "x"])
def test_a_revision_that_never_was_is_stale(
    city: City, office: Client, draft: SchemeVersion, revision: str
) -> None:
    edit(office, draft, "weights", **{"weight-J-15": "29", "at": "J-15"})
    answer = edit(office, draft, "weights", revision=revision, **{"weight-J-07": "49", "at": "J-07"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("name", "args", "post", "status"),
    [
        ("shape", (), {}, 422),
        ("shape", (), {"act": "remove", "code": "nobody"}, 404),
        ("shape", (), {"act": "remove", "code": "D-01"}, 422),
        ("shape", (), {"from_library": "nobody@1"}, 404),
        ("shape", (), {"act": "fill_group", "group": "g9", "category": "county"}, 422),
        ("item", ("nobody",), {"tab": "scoring", "weight": "3"}, 404),
        ("item", ("J-15",), {"tab": "scoring", "method": "magic", "weight": "3"}, 200),
        ("family", ("nobody",), {"name": "甲"}, 404),
        ("section", ("nothing",), {}, 404),
        ("section", ("rules",), {"order": "先减后加"}, 422),
        ("section", ("rules",), {"missing.kind": "share"}, 422),
        ("weights", (), {"weight-nobody": "3"}, 200),
        ("undo", (), {}, 422),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(
    office: Client, draft: SchemeVersion, name: str, args: tuple[str, ...], post: dict[str, str], status: int
) -> None:
    answer = edit(office, draft, name, *args, **post)
    assert answer.status_code == status, answer.content.decode()[-300:]
    if status >= 400:
        assert any("一" <= sign <= "鿿" for sign in answer.content.decode())


def test_all_units_of_a_category_join_a_group(city: City, office: Client, draft: SchemeVersion) -> None:
    edit(office, draft, "shape", act="fill_group", group="g1", category="state_organ")
    members = document(SchemeVersion.objects.get(pk=draft.pk)).groups[0].members
    assert members == ("B01", "B03", "B02"), "who stands in the group already is not added again"


def test_a_saved_change_costs_a_fixed_number_of_queries(
    office: Client, draft: SchemeVersion, set_all_targets: Filled, django_assert_max_num_queries: Any
) -> None:
    set_all_targets(draft)
    with django_assert_max_num_queries(32):
        edit(office, draft, "weights", **{"weight-J-15": "29", "at": "J-15"})


# -- files --------------------------------------------------------------------------------------------


def uploaded(office: Client, draft: SchemeVersion, content: bytes, name: str, **post: Any) -> Any:
    file = SimpleUploadedFile(name, content)
    return edit(office, draft, "upload", file=file, **post)


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_file_is_shown_before_it_is_loaded(
    office: Client, draft: SchemeVersion, scheme: Scheme, kind: str
) -> None:
    changed = editing.set_weights(scheme, {"J-15": "29"})
    content = write_yaml(changed).encode() if kind == "yaml" else workbook_of_scheme(changed)
    preview = uploaded(office, draft, content, f"a.{kind}", preview="1").content.decode()
    assert "满分由“30 分”改为“29 分”" in preview
    assert "1 阻断" not in preview or "阻断" in preview
    assert document(SchemeVersion.objects.get(pk=draft.pk)) == scheme, "a preview changes nothing"
    answer = uploaded(office, draft, content, f"a.{kind}", apply="1")
    assert answer.status_code == 204
    assert document(SchemeVersion.objects.get(pk=draft.pk)) == changed


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x01\x02garbage" * 1000, "既不是 YAML 文本"),
        (b"PK\x03\x04 broken", "不是能打开的 Excel 工作簿"),
        (b"x" * (6 * 1024 * 1024), "超过 5 兆"),
        (b"a: 1\n\tb: 2", "缩进要用空格"),
        ("format: dukao-scheme/1\ncode: a\nname: 甲\n".encode(), "缺少这个键"),
        (b"- 1\n- 2\n", "键: 值"),
    ],
)
def test_a_file_that_holds_no_scheme_is_refused_in_words(
    office: Client, draft: SchemeVersion, content: bytes, sentence: str
) -> None:
    answer = uploaded(office, draft, content, "a.yaml", apply="1")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_errors_of_a_yaml_name_their_lines(office: Client, draft: SchemeVersion, scheme: Scheme) -> None:
    text = write_yaml(scheme).replace("threshold: 0.80", "threshold: 高")
    page = uploaded(office, draft, text.encode(), "a.yaml", preview="1").content.decode()
    assert "第 " in page
    assert "行" in page
    assert "“高”不是数字" in page


def test_another_schemes_file_is_refused(office: Client, draft: SchemeVersion, scheme: Scheme) -> None:
    other = write_yaml(scheme.model_copy(update={"code": "other"}))
    for act in ("preview", "apply"):
        answer = uploaded(office, draft, other.encode(), "a.yaml", **{act: "1"})
        assert answer.status_code == 422
        assert "办法代码和年度不能改" in answer.content.decode()
        assert "与草案内容相同" not in answer.content.decode()


def test_a_file_of_another_kind_moves_the_scheme_with_it(
    office: Client, draft: SchemeVersion, scheme: Scheme
) -> None:
    text = write_yaml(scheme).replace("\nname:", "\nkind: special\nname:", 1)
    assert "种类" in uploaded(office, draft, text.encode(), "a.yaml", preview="1").content.decode()
    assert uploaded(office, draft, text.encode(), "a.yaml", apply="1").status_code == 204
    assert SchemeVersion.objects.get(pk=draft.pk).scheme.kind == "special"


def test_a_new_version_changes_the_kind_once_it_is_in_force(city: City, published: SchemeVersion) -> None:
    special = editing.set_section(document(published), "general", {"kind": "special"}, {})
    second = services.start_new_version(
        actor=city.actor(city.office), version=published, reason="改类", at=NOW
    )
    services.save_draft(
        actor=city.actor(city.office), version=second, document=special, revision=second.revision,
        sentence="改种类", at=NOW,
    )  # fmt: skip
    published.scheme.refresh_from_db()
    assert published.scheme.kind == "category", "what is in force decides"
    services.submit_version(actor=city.actor(city.office), version=second, at=NOW)
    services.publish_version(actor=city.actor(city.leader), version=second, effective_on=TODAY, at=NOW)
    published.scheme.refresh_from_db()
    assert published.scheme.kind == "special"


# -- targets ------------------------------------------------------------------------------------------


def test_a_bad_cell_keeps_what_was_typed(city: City, office: Client, draft: SchemeVersion) -> None:
    cell = f"t-{city.housing.pk}-2026-01"
    answer = edit(
        office, draft, "targets_set", item="J-15", **{cell: "十", f"t-{city.other.pk}-2026-01": "5"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="十"' in page
    assert 'aria-invalid="true"' in page
    assert not Target.objects.exists(), "all or nothing"


def test_a_percentage_in_a_cell_is_read_by_the_measure(
    city: City, office: Client, draft: SchemeVersion
) -> None:
    cell = f"t-{city.housing.pk}-2026-01"
    answer = edit(office, draft, "targets_set", item="J-07", **{cell: "95%"})
    assert answer.status_code == 422
    assert "单位是亿元，请填不带百分号的数" in answer.content.decode()
    scheme = document(draft)
    services.save_draft(
        actor=city.actor(city.office), version=draft, revision=draft.revision, sentence="改单位", at=NOW,
        document=editing.set_item(scheme, "J-15", {"measure": "%"}, {}),
    )  # fmt: skip
    edit(office, draft, "targets_set", item="J-15", **{cell: "95%"})
    assert Target.objects.get().value == 95


def test_a_weight_is_points_and_no_percentage(office: Client, draft: SchemeVersion) -> None:
    answer = edit(office, draft, "weights", **{"weight-J-15": "5%", "at": "J-15"})
    assert answer.status_code == 422
    assert "“5%”不行，这里填分数，请写不带百分号的数" in answer.content.decode()
    assert SchemeVersion.objects.get(pk=draft.pk).revision == draft.revision


@pytest.mark.parametrize("name", ["t-x-2026-01", "t-1", "t-1-2026-13", "t-999-2026-01"])
def test_cells_nobody_asked_for_are_refused(office: Client, draft: SchemeVersion, name: str) -> None:
    answer = edit(office, draft, "targets_set", item="J-15", **{name: "5"})
    assert answer.status_code == 422
    assert not Target.objects.exists()


def test_a_published_grid_lets_only_months_to_come_be_changed(
    city: City, office: Client, published: SchemeVersion
) -> None:
    page = office.get(f"{reverse('schemes:targets', args=[published.pk])}?item=J-15").content.decode()
    assert f'name="t-{city.housing.pk}-2026-09"' in page
    assert f'name="t-{city.housing.pk}-2026-08"' not in page
    assert "调整原因" in page
    read_only = as_(city.reporter).get(reverse("schemes:targets", args=[published.pk])).content.decode()
    assert 'name="t-' not in read_only


def test_targets_come_and_go_as_a_workbook(
    city: City, office: Client, draft: SchemeVersion, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    content = office.get(reverse("schemes:targets_export", args=[draft.pk])).content
    Target.objects.all().delete()
    file = SimpleUploadedFile("t.xlsx", content)
    answer = edit(office, draft, "targets_import", file=file)
    assert answer.status_code == 204
    assert Target.objects.count() == 56
    garbage = edit(office, draft, "targets_import", file=SimpleUploadedFile("t.xlsx", b"garbage"))
    assert garbage.status_code == 422
    assert "不是能打开的 Excel 工作簿" in garbage.content.decode()


def test_a_refused_import_lists_every_cell(office: Client, draft: SchemeVersion) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of_indicators(current_versions())))
    for row in range(4, 10):
        book["指标库"][f"A{row}"], book["指标库"][f"F{row}"] = f"Q-{row}", "越大越好"
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("i.xlsx", out.getvalue())
    answer = office.post(reverse("schemes:indicators_import"), {"file": file, "reason": "修订"})
    assert answer.status_code == 422
    page = answer.content.decode()
    for row in range(4, 10):
        assert f"“指标库”F{row}：没有“越大越好”这个选项" in page
    assert reverse("schemes:indicators") in page


def test_a_base_says_its_year_once(office: Client, published: SchemeVersion) -> None:
    assert [words for _, words in possible_bases()] == ["2026 年 市直经济部门考评办法 第 1 版"]
    type(published.scheme).objects.update(name="2026 年县区考评办法")
    assert [words for _, words in possible_bases()] == ["2026 年县区考评办法 第 1 版"]


# -- founding, deciding, the library ------------------------------------------------------------------


def test_a_scheme_is_founded_from_last_years(city: City, office: Client, published: SchemeVersion) -> None:
    post = {
        "name": "市直经济部门考评办法",
        "code": "economy-2027",
        "year": "2027",
        "kind": "category",
        "base": published.pk,
    }
    answer = office.post(reverse("schemes:add"), post)
    assert answer.status_code == 302
    version = SchemeVersion.objects.get(scheme__code="economy-2027")
    assert version.scheme.follows == published.scheme
    assert [item.code for item in document(version).leaves()] == ["D-01", "J-07", "J-15", "N-01"]
    again = office.post(reverse("schemes:add"), post)
    assert again.status_code == 422
    assert "已有办法使用" in again.content.decode()
    bad = office.post(reverse("schemes:add"), {**post, "code": "有 空格", "year": "20x7"})
    assert "不含空格" in bad.content.decode()
    assert "只能填整数" in bad.content.decode()


def test_a_blank_scheme_is_a_valid_draft(office: Client, city: City) -> None:
    post = {"name": "专项", "code": "s-2026", "year": "2026", "kind": "special", "base": ""}
    answer = office.post(reverse("schemes:add"), post)
    page = office.get(answer["Location"]).content.decode()
    assert "党建保障" in page
    assert "= 100" in page


def test_a_leader_publishes_from_the_page(
    city: City, office: Client, draft: SchemeVersion, set_all_targets: Filled
) -> None:
    set_all_targets(draft)
    office.post(reverse("schemes:submit", args=[draft.pk]))
    leader = as_(city.leader)
    address = reverse("schemes:publish", args=[draft.pk])
    assert leader.post(address, {"effective_on": "2026-02-31"}, **HTMX).status_code == 422
    answer = leader.post(address, {"effective_on": "2026-01-01", "opinion": "同意"}, follow=True)
    assert "已批准发布" in answer.content.decode()
    assert Entry.objects.get(event="scheme_version_published").reason == "同意"
    assert office.post(address, {"effective_on": "2026-01-01"}).status_code == 403


def test_the_hard_share_is_set_with_its_source(city: City, office: Client, draft: SchemeVersion) -> None:
    address = reverse("schemes:policy")
    post = {"effective_on": "2026-09-01", "hard_share": "85", "source": "市委办〔2026〕9 号"}
    assert office.post(address, {**post, "hard_share": "850"}, **HTMX).status_code == 422
    office.post(address, post)
    page = office.get(reverse("schemes:edit", args=[draft.pk])).content.decode()
    assert "硬指标占比不足" in page
    assert "市委办〔2026〕9 号" in page


def test_an_indicator_is_written_and_revised(city: City, office: Client) -> None:
    post = {
        "code": "J-20", "name": "工业投资", "definition": "完成额", "decimals": "2", "direction": "higher",
        "frequency": "month", "supply": "unit", "lead_id": "B02 市发展改革委", "is_hard": "on",
        "basis": "分解第 5 条",
    }  # fmt: skip
    page = office.post(reverse("schemes:indicator_add"), post, follow=True).content.decode()
    assert "市发展改革委" in page
    indicator = IndicatorVersion.objects.get().indicator_id
    address = reverse("schemes:indicator_revise", args=[indicator])
    del post["code"]
    assert office.post(address, {**post, "name": "新名"}).status_code == 422, "no reason"
    page = office.post(address, {**post, "name": "新名", "reason": "更名"}, follow=True).content.decode()
    assert "名称由“工业投资”改为“新名”" in page
    wrong = office.post(reverse("schemes:indicator_add"), {**post, "code": "J-21", "lead_id": "B99"})
    assert "没有代码为“B99”的单位" in wrong.content.decode()


def test_an_uploaded_library_is_read_or_refused(
    city: City, office: Client, investment: IndicatorVersion
) -> None:
    content = office.get(reverse("schemes:indicators_export")).content
    address = reverse("schemes:indicators_import")
    answer = office.post(address, {"file": io.BytesIO(content)}, **HTMX)
    assert answer.status_code == 204
    assert office.post(address, {}, **HTMX).status_code == 422
