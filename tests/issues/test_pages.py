"""The ledger and its neighbours over HTTP: what they show, to whom, and at what price."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from dukao.issues import services
from dukao.issues.models import Problem
from dukao.issues.selectors.conditions import Conditions
from dukao.issues.selectors.ledger import COUNTED, PROBLEMS, Asked, tab_counts
from dukao.issues.vocabulary import Severity, Source
from dukao.kernel.keyset import Cursor
from dukao.kernel.ledger import KEPT
from dukao.notifications.models import Notice
from tests.conftest import NOW, TODAY, City
from tests.documents.samples import png
from tests.issues.planting import plant, plant_group, plant_lookback

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, city: City) -> Client:
    client.force_login(city.office)
    return client


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_the_price_of_the_ledger_does_not_grow(office: Client, city: City) -> None:
    def asked(address: str) -> int:
        office.get(address)
        KEPT.forget()
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        return len(queries)

    # Session, account with rights, and frame; counts with the views kept, the page, the calendar; headings.
    price = {
        "/problems/": 6, "/problems/?group=unit": 7, "/problems/?group=source": 7, "/problems/?q=路面": 6,
    }  # fmt: skip
    plant(city, "assigned")
    assert {page: asked(page) for page in price} == price
    plant(city, "assigned", unit_id=city.other.pk, source=Source.AUDIT)
    plant(city, "rectifying")
    assert {page: asked(page) for page in price} == price


def test_conditions_narrow_and_unknown_ones_are_dropped(office: Client, city: City) -> None:
    plant(city, "assigned", title="燃气管网漏损", severity=Severity.SERIOUS)
    plant(city, "draft", title="入河排口标识不清", source=Source.AUDIT, unit_id=city.other.pk)

    def found(query: str) -> set[str]:
        page = text(office.get(f"/problems/?{query}"))
        return {title for title in ("燃气管网漏损", "入河排口标识不清") if title in page}

    both = {"燃气管网漏损", "入河排口标识不清"}
    assert found("") == found("lamp=pink&view=zzz&group=x&after=a_b&year=abc&unit=没有") == both
    assert found("view=draft") == found("source=audit") == found("unit=B03") == {"入河排口标识不清"}
    assert found("severity=serious") == found("q=燃气") == found("state=assigned") == {"燃气管网漏损"}
    assert "没有符合条件的问题" in text(office.get("/problems/?state=closed&view=settled"))
    assert "没有等待验收的问题" in text(office.get("/problems/?view=submitted"))


@pytest.mark.parametrize("grouping", ["flat", "unit", "source"])
def test_pages_hang_together_in_both_directions(city: City, grouping: str) -> None:
    for number in range(7):
        plant(
            city, "draft", unit_id=(city.housing, city.other, city.planning)[number % 3].pk,
            source=(Source.AUDIT, Source.HOTLINE)[number % 2],
        )  # fmt: skip
    found, pages, after = Asked(city.actor(city.office), Conditions(), TODAY), [], None
    while True:
        page = PROBLEMS.page(found, grouping, after=after, size=2)
        pages.append([row.problem.pk for row in page.rows])
        if page.older is None:
            break
        after = Cursor.read(str(page.older))
    every = [pk for page in pages for pk in page]
    assert sorted(every) == sorted(Problem.objects.values_list("pk", flat=True))
    back = PROBLEMS.page(found, grouping, before=page.newer, size=2)
    assert [row.problem.pk for row in back.rows] == pages[-2]


def test_the_tabs_count(city: City) -> None:
    plant(city, "draft")
    plant(city, "submitted")
    rebounded = plant(city, "assigned")
    Problem.objects.filter(pk=rebounded.pk).update(rebounds=1, due_on=TODAY.replace(day=1))
    counts = tab_counts(city.actor(city.office), TODAY)
    assert counts == dict(zip(COUNTED, (3, 1, 1, 1, 1), strict=True))


def test_the_ledger_shows_and_exports_what_the_policy_shows(city: City, client: Client) -> None:
    plant(city, "assigned", title="已交办的问题")
    plant(city, "draft", title="没交办的问题")
    plant(city, "assigned", title="别家的问题", unit_id=city.other.pk)
    plant(city, "assigned", title="挂钩的问题", unit_id=city.planning.pk)
    group = plant_group(city, city.patroller)
    group.units.set([city.planning])
    titles = ("已交办的问题", "没交办的问题", "别家的问题", "挂钩的问题")
    wanted = {
        "office": "是是是是", "leader": "是是是是", "discipline": "是是是是", "reporter": "是否否否",
        "head": "是否否否", "stranger": "否否是否", "patroller": "否否否是", "reviewer": "否否否否",
    }  # fmt: skip
    for name, seen in wanted.items():
        client.force_login(getattr(city, name))
        page = text(client.get("/problems/"))
        book = openpyxl.load_workbook(BytesIO(client.get("/problems/export/").content)).active
        assert book is not None
        cells = " ".join(str(cell) for row in book.iter_rows(values_only=True) for cell in row)
        assert "".join("是" if title in page else "否" for title in titles) == seen, name
        assert "".join("是" if title in cells else "否" for title in titles) == seen, name


@pytest.mark.parametrize(
    ("kind", "title"),
    [("list", "问题清单"), ("book", "整改台账"), ("slip", "整改交办单")],
)
def test_lists_go_out_as_word_excel_and_pdf(office: Client, city: City, kind: str, title: str) -> None:
    plant(city, "closed", title="=cmd|危险的名字")
    asked = f"/problems/export/?sheet={kind}&view=settled"
    book = openpyxl.load_workbook(BytesIO(office.get(f"{asked}&format=xlsx").content)).active
    assert book is not None
    assert book.cell(1, 1).value == title
    assert "共 1 件。条件：已办结" in str(book.cell(2, 1).value)
    column = 4 if kind == "slip" else 3
    cell = book.cell(4, column)
    assert str(cell.value).startswith("=cmd|危险的名字")
    assert (book.cell(5, 2).value, cell.data_type) == (None, "s")
    table = Document(BytesIO(office.get(f"{asked}&format=docx").content)).tables[0]
    assert table.rows[1].cells[column - 1].text.startswith("=cmd|危险的名字")
    assert office.get(f"{asked}&format=pdf").content.startswith(b"%PDF")


def test_ticked_problems_are_assigned_and_put_on_one_slip(office: Client, city: City) -> None:
    problems = [plant(city, "draft") for _ in range(2)]
    picked = {"picked": [one.pk for one in problems], "back": "/problems/?view=draft"}
    assert office.post("/problems/bulk/", {**picked, "act": "assign"})["Location"] == "/problems/?view=draft"
    assert Notice.objects.filter(account=city.reporter, title__startswith="问题交办").count() == 2
    assert office.post("/problems/bulk/", {**picked, "act": "assign"}).status_code == 409
    late, more = plant(city, "draft"), plant(city, "draft")
    Problem.objects.filter(pk=late.pk).update(days=None, due_on=date(2026, 1, 5))
    mixed = {**picked, "picked": [*picked["picked"], late.pk, more.pk], "act": "assign"}
    assert "已交办 1 件。责任单位已收到消息。另有 3 件没有动" in text(
        office.post("/problems/bulk/", mixed, follow=True)
    )
    assert office.post("/problems/bulk/", {**picked, "act": "slip"}).status_code == 302
    assert office.post("/problems/bulk/", {**picked, "act": "zzz"}).status_code == 422
    assert office.post("/problems/bulk/", {"act": "assign", "picked": ["x", "9" * 30]}).status_code == 422
    office.force_login(city.leader)
    assert office.post("/problems/bulk/", {**picked, "act": "assign"}).status_code == 403


def test_pictures_of_the_finding_are_kept_with_it(office: Client, city: City) -> None:
    form = {
        "key": "k2", "title": "路面恢复超期", "source": "hotline", "severity": "minor", "kind": "individual",
        "facts": "碎石便道。", "clause": "条例第三十三条", "demand": "恢复。", "unit_id": "B01",
        "scope_id": "S", "regime": "government", "label": "internal",
    }  # fmt: skip
    sent = [SimpleUploadedFile(f"现场{n}.png", png((60 + n, 40)), "image/png") for n in range(2)]
    assert office.post("/problems/add/", {**form, "evidence": sent}).status_code == 302
    assert "现场1.png" in text(office.get(f"/problems/{Problem.objects.get().pk}/"))
    many = [SimpleUploadedFile(f"{n}.png", png((80 + n, 40)), "image/png") for n in range(4)]
    refused = office.post("/problems/add/", {**form, "key": "k3", "evidence": many})
    assert refused.status_code == 422
    assert "佐证最多 3 份" in text(refused)


def test_registering_over_http_keeps_what_was_typed(office: Client, city: City) -> None:
    form = {
        "key": "k1", "title": "和苑二区路面恢复超期", "source": "hotline", "severity": "minor",
        "kind": "individual", "facts": "碎石便道。", "clause": "条例第三十三条", "demand": "恢复。",
        "unit_id": "B01", "scope_id": "S", "regime": "government", "label": "internal",
    }  # fmt: skip
    answer = office.post("/problems/add/", {**form, "facts": ""})
    assert answer.status_code == 422
    assert "和苑二区路面恢复超期" in text(answer)
    assert office.post("/problems/add/", form).status_code == 302
    assert office.post("/problems/add/", form)["Location"] == "/problems/"
    problem = Problem.objects.get()
    page = text(office.get(f"/problems/{problem.pk}/edit/"))
    assert "碎石便道。" in page
    address = f"/problems/{problem.pk}/edit/"
    assert office.post(address, {**form, "title": "改了", "revision": 0}).status_code == 302
    late = office.post(address, {**form, "title": "又改", "revision": 0})
    assert late.status_code == 409
    assert "有人刚刚改过这个问题" in text(late)
    assert "又改" in text(late)
    assert Problem.objects.get().title == "改了"


def test_a_units_page_says_what_is_next(city: City, client: Client) -> None:
    late = plant(city, "rectifying", title="已经逾期的")
    plant(city, "assigned", title="刚交办的")
    Problem.objects.filter(pk=late.pk).update(due_on=TODAY.replace(day=20), red_from=TODAY.replace(day=21))
    client.force_login(city.reporter)
    page = text(client.get("/problems/mine/"))
    assert page.index("已经逾期的") < page.index("刚交办的")
    assert "定措施" in page
    assert "已经逾期的" in text(client.get("/"))


def test_the_unit_does_not_read_what_the_office_plans(city: City, client: Client) -> None:
    closed = plant(city, "closed")
    plant_lookback(closed)
    address = f"/problems/{closed.pk}/"
    client.force_login(city.office)
    assert "随机抽取" in text(client.get(address))
    client.force_login(city.head)
    page = text(client.get(address))
    assert "随机抽取" not in page
    assert "登记问题" not in page


def test_figures_are_those_of_the_ledger(office: Client, city: City) -> None:
    plant(city, "draft")
    plant(city, "assigned", unit_id=city.other.pk)
    closed = plant(city, "closed")
    services.name_problem(actor=city.actor(city.office), problem=closed, issue=3, named="市政科", at=NOW)
    plant_lookback(closed, finding="rebounded", opinion="又坏了。", done_at=NOW, done_by=city.office)
    for way in ("unit", "source", "kind", "severity", "month"):
        page = text(office.get(f"/problems/statistics/?by={way}&year=2026"))
        assert "50.0%" in page or "50.0" in page, way
        assert "1 / 回头看 1" in page, way
    page = text(office.get("/problems/statistics/?by=zzz&year=99999&quarter=3"))
    assert "市水利局" in page
    book = openpyxl.load_workbook(BytesIO(office.get("/problems/statistics/export/").content)).active
    assert book is not None
    assert [cell.value for cell in book[book.max_row]][:5] == ["合计", 2, 1, "50.0%", 0]


def test_a_list_from_excel_is_judged_row_by_row(office: Client, city: City) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    plant(city, "assigned", title="已经在台账里的")
    for row in (
        ["2026 年审计反馈问题清单"],
        ["序号", "存在问题", "被审计单位", "定性依据", "审计建议", "整改期限", "程度"],
        [1, "多计工程价款", "市住建局", "《审计法》第四十条", "收回", "2026年12月底", "严重"],
        [2, "没有这个单位", "市糖业局", "《审计法》第四十条", "收回", "", ""],
        [3, "没有写依据", "市住建局", "", "收回", "2026-13-45", "巨大"],
        [4, "已经在台账里的", "B01", "《审计法》第四十条", "收回", "", ""],
        ["合计", "4 个"],
    ):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "审计.xlsx"
    said = {"source": "audit", "regime": "government", "source_text": "霁审报〔2026〕7 号", "file": out}
    answer = office.post("/problems/import/", said)
    assert answer.status_code == 302, text(answer)
    page = text(office.get(answer["Location"]))
    for sentence in (
        "没有“市糖业局”这个单位", "没有写依据，请补上", "程度“巨大”不认识", "还没有销号", "推断：“2026年12月底”按"
    ):  # fmt: skip
        assert sentence in page, sentence
    assert "登记 1 个" in page
    registered = office.post(f"{answer['Location']}register/")
    assert registered["Location"] == "/problems/?view=draft"
    made = Problem.objects.get(title="多计工程价款")
    assert (made.severity, made.source, made.due_on.isoformat()) == ("serious", "audit", "2026-12-31")
    assert office.post(f"{answer['Location']}register/").status_code in (409, 422)
    assert Problem.objects.count() == 2
    assert office.get("/problems/import/template/").status_code == 200


def test_a_row_of_a_list_is_put_right_where_it_stands(office: Client, city: City) -> None:
    lines = ("问题,责任单位,依据,整改要求", "管网漏损,市糖业局,《条例》第三条,更换", "井盖松动,市住建局,,加固",
             "路灯不亮,市住建局,《条例》第四条,修复")  # fmt: skip
    file = BytesIO("\n".join(lines).encode())
    file.name = "热线.csv"
    said = {"source": "hotline", "regime": "government", "source_text": "12345 周报", "file": file}
    address = office.post("/problems/import/", said)["Location"]
    assert "登记 1 个" in text(office.get(address))
    first = f"{address}rows/1/"
    assert "没有“市糖业局”这个单位" in text(office.get(first))
    row = {"title": "管网漏损", "clause": "《条例》第三条", "demand": "更换", "unit": "没有的局"}
    assert office.post(first, row)["Location"] == first
    assert office.post(first, {**row, "unit": "B01 市住建局"})["Location"] == f"{address}rows/2/"
    assert office.post(f"{address}rows/2/", {"left_out": "on"})["Location"] == address
    assert "登记 2 个" in text(office.get(address))
    office.post(f"{address}register/")
    assert set(Problem.objects.values_list("title", flat=True)) == {"管网漏损", "路灯不亮"}
    assert "已经登记过，不能再改" in text(office.post(first, row))
    assert office.get(f"{address}rows/99/").status_code == 404


def test_nothing_of_a_list_falls_under_the_table(office: Client, city: City) -> None:
    lines = ("序号,存在问题,违反条款,整改意见,责任单位,联合单位,经办人", "1,井盖松动,《条例》第三条,加固,市住建局,B03,张某",
             "2,,《条例》第四条,修复,市住建局,,", "3,合 计,,,,,", "合计,1,,,,,")  # fmt: skip
    file = BytesIO("\n".join(lines).encode())
    file.name = "审计.csv"
    said = {"source": "audit", "regime": "government", "source_text": "审计报告", "file": file}
    address = office.post("/problems/import/", said)["Location"]
    page = text(office.get(address))
    assert "这些列没有读入：经办人" in page
    assert "（没有写问题）" in page
    assert "共 2 行" in page
    office.post(f"{address}register/")
    made = Problem.objects.get()
    assert (made.demand, [unit.pk for unit in made.joint.all()]) == ("加固", [city.other.pk])
    book = openpyxl.load_workbook(BytesIO(office.get("/problems/export/?view=draft").content))
    assert book.active is not None
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert any("共同：" in cell for cell in cells)


def test_somebody_elses_import_is_not_there(office: Client, city: City, make_account: object) -> None:
    said = {"source": "audit", "regime": "government", "source_text": "报告"}
    content = BytesIO("问题,责任单位\n管网漏损,市住建局\n".encode())
    content.name = "a.csv"
    address = office.post("/problems/import/", {**said, "file": content})["Location"]
    assert office.get(address).status_code == 200
    other = make_account("office2", "何副", city.office_unit, "office", city.city)  # type: ignore[operator]
    office.force_login(other)
    assert office.get(address).status_code == 404


def test_evidence_is_seen_by_whoever_sees_the_problem(city: City, client: Client) -> None:
    problem = plant(city, "rectifying")
    files = [("现场.png", BytesIO(png((60, 40))))]
    services.report_progress(actor=city.actor(city.head), problem=problem, text="见图。", files=files, at=NOW)
    proof = problem.words.get().evidence.get()
    address = f"/files/{proof.file_id}/"
    seen = {}
    for name in ("office", "head", "stranger", "patroller", "reviewer"):
        client.force_login(getattr(city, name))
        seen[name] = client.get(address).status_code
    assert seen == {"office": 200, "head": 200, "stranger": 404, "patroller": 404, "reviewer": 404}
