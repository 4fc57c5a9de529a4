"""Official documents of the example city: issued and received, one waiting to be signed, one voided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from dukao.demo.city import City
from dukao.documents import services
from dukao.documents.models import OfficialDocument
from dukao.documents.official.paper import paragraphs_typed
from dukao.documents.vocabulary import DocumentKind, Nature, Subject
from dukao.identity.selectors import actor_for
from dukao.kernel.clock import at_time, local_day
from dukao.matters.models import Matter
from dukao.matters.vocabulary import IN_HAND, subject_ref
from dukao.organisations.models import Unit
from dukao.ui.formats import day_year

PREFIXES = {
    DocumentKind.ASSIGNMENT_SLIP: "霁督交",
    DocumentKind.SUPERVISION_SLIP: "霁督办",
    DocumentKind.REMINDER_LETTER: "霁督函",
    DocumentKind.CIRCULAR: "霁督通",
    DocumentKind.TALK_PROPOSAL: "霁督建",
    DocumentKind.SPECIAL_REPORT: "霁督专",
    DocumentKind.INSPECTION_REPORT: "霁督报",
}
NOTE = "联系人：何正"
#: Matters a visitor opens first; their papers stand on their pages.
ABOUT = (
    "城市燃气管网更新改造 70 公里", "东岭工业园污水处理厂扩建投运", "农村饮水提质 36 个村",
    "老旧小区改造 112 个", "国道改线征拆", "供暖投诉集中小区整改",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One document: when, what kind, to whom, and how far it got."""

    day: date
    kind: DocumentKind
    title: str
    body: str
    main: Sequence[str]
    copies: Sequence[str] = field(default=())
    addressee: str = ""
    attachments: Sequence[str] = field(default=())
    basis: str = ""
    fate: str = "issued"
    #: Title of the matter it is about.
    about: str = ""


def plant_papers(city: City, today: date, seed: int) -> None:
    """The same seed gives the same receipts."""
    random = Random(seed)  # noqa: S311 - demo data
    office = actor_for(city.accounts["hezheng"], today)
    for kind, prefix in PREFIXES.items():
        services.set_number_series(
            actor=office, kind=kind, issuer_id=city.office.pk, year=today.year, prefix=prefix,
            at=at_time(date(today.year, 1, 4), 9),
        )  # fmt: skip
    written_down = [*_written(city, today), *_about_matters(today)]
    for written in sorted(written_down, key=lambda one: one.day):
        _carry(city, written, today, random)


def _carry(city: City, written: Written, today: date, random: Random) -> None:
    office, leader = (actor_for(city.accounts[name], written.day) for name in ("hezheng", "zhouxing"))
    at = at_time(written.day, 9, random.randint(0, 50))
    document = services.draft_document(
        actor=office, kind=written.kind, title=written.title, body=paragraphs_typed(written.body),
        issuer_id=city.office.pk, main_recipients=[_unit(city, code) for code in written.main],
        copies=[_unit(city, code) for code in written.copies], addressee=written.addressee,
        attachments=written.attachments, basis=written.basis, note=NOTE, nature=Nature.SPECIAL, at=at,
        subject=_subject(written.about),
    )  # fmt: skip
    if written.fate == "draft":
        return
    document = services.send_document(actor=office, document=document, at=at + timedelta(hours=1))
    if written.fate == "signing":
        return
    issued_at = at + timedelta(hours=5)
    document = services.issue_document(actor=leader, document=document, at=issued_at)
    _receive(city, document, issued_at, today, random)
    if written.fate == "voided":
        services.void_document(
            actor=office, document=document, at=issued_at + timedelta(days=1),
            reason="该事项已于发函前办结，系统登记滞后。",
        )  # fmt: skip


def _receive(
    city: City, document: OfficialDocument, issued_at: datetime, today: date, random: Random
) -> None:
    """Most units sign within a day or two; of the last week's documents some still wait."""
    names = {unit.pk: code for code, unit in city.units.items()}
    for receipt in document.receipts.order_by("position"):
        next_day = local_day(issued_at) + timedelta(days=random.randint(1, 2))
        at = at_time(next_day, random.randint(8, 17), random.randint(0, 59))
        is_fresh = (today - local_day(issued_at)).days < 7
        if receipt.unit_id in names and local_day(at) <= today and not (is_fresh and random.random() < 0.4):
            reporter = actor_for(city.reporters[names[receipt.unit_id]], local_day(at))
            services.receive_document(actor=reporter, receipt=receipt, at=at)


def _subject(title: str) -> Subject | None:
    matter = Matter.objects.filter(title=title).first() if title else None
    if matter is None:
        return None
    return Subject(subject_ref(matter.pk), f"{matter.number} {matter.title}", f"/matters/{matter.pk}/")


def _about_matters(today: date) -> list[Written]:
    """What went out about matters: slips when they were assigned, slips and letters when they were late."""
    found = Matter.objects.filter(title__in=ABOUT, assigned_on__isnull=False).order_by("assigned_on", "pk")
    codes = dict(Unit.objects.values_list("pk", "code"))
    return [paper for matter in found for paper in _papers_of(matter, codes, today)]


def _papers_of(matter: Matter, codes: dict[int, str], today: date) -> Iterator[Written]:
    assert matter.assigned_on is not None
    lead, limit = [codes[matter.lead_unit_id]], day_year(matter.due_on)
    copies = [codes[unit.pk] for unit in matter.assisting.all()]
    named = f"“{matter.title}”（编号 {matter.number}）"
    yield Written(
        matter.assigned_on, DocumentKind.ASSIGNMENT_SLIP, f"关于办理“{matter.title}”的交办单",
        f"现将{named}交你单位牵头办理。\n一、办结时限\n{limit}前办结。\n二、办理要求\n"
        "按月在督考平台反馈进展，办结后报结。",
        lead, copies, basis=matter.legal_basis, about=matter.title,
    )  # fmt: skip
    late_on = matter.due_on + timedelta(days=2)
    if matter.due_on < today and late_on < today and matter.state in IN_HAND:
        yield Written(
            late_on, DocumentKind.SUPERVISION_SLIP, f"关于“{matter.title}”的督办单",
            f"{named}应于{limit}办结，至今没有办结，现予督办。\n"
            "请在 3 个工作日内反馈原因和整改措施，抓紧办结。",
            lead, copies, basis="《政府督查工作条例》第十八条", about=matter.title,
        )  # fmt: skip


def _unit(city: City, code: str) -> int:
    return city.root.pk if code == "S" else city.units[code].pk


def _written(city: City, today: date) -> list[Written]:
    year = today.year
    counties = list(city.groups["COUNTY"])
    return [
        Written(
            date(year, 4, 14), DocumentKind.CIRCULAR, f"关于{year}年一季度重点督办事项办理情况的通报",
            f"""按照年度督查计划，市督考办对一季度重点督办事项办理情况进行了核查。现将有关情况通报如下。
一、总体情况
一季度到期督办事项31件，按期办结27件，按期办结率87.1%。多数单位做到了责任到人、按月反馈。
二、存在问题
（一）反馈不及时。4件事项超过时限3个工作日以上才反馈办理情况。
（二）佐证不充分。个别单位以会议记录、工作简报代替办理结果，经核查退回补充。
三、工作要求
各单位要对照督办清单逐项自查，未办结事项于{year}年4月30日前办结并反馈。""",
            [*counties, "ZJ", "SL", "JT", "JY"], ["SWB"], "各县（区）人民政府，市直有关单位",
            ["一季度未按期办结事项清单"], f"{year}年度督查检查考核计划",
        ),
        Written(
            date(year, 9, 21), DocumentKind.SUPERVISION_SLIP, "关于城镇老旧小区改造进度滞后问题的督办单",
            """经核查，全市城镇老旧小区改造年度目标120个，截至8月底开工76个，低于序时进度13个百分点。现予督办。
一、督办事项
加快完成剩余44个小区的招标和开工手续，10月底前全部开工。
二、存在问题
（一）前期手续办理缓慢。18个小区尚未完成施工图审查。
（二）资金拨付不及时。6个小区配套资金未落实到位。
三、办理时限和要求
请于10月15日前反馈整改方案，此后每半月反馈一次进展，直至全部开工。""",
            ["ZJ"], ["CZ"], basis="市政府常务会议纪要",
        ),
        Written(
            date(year, 10, 13), DocumentKind.CIRCULAR, f"关于{year}年三季度重点督办事项办理情况的通报",
            """按照年度督查计划，市督考办对三季度重点督办事项办理情况进行了核查。现将有关情况通报如下。
一、总体情况
三季度到期督办事项42件，按期办结37件，按期办结率88.1%，比二季度提高2.4个百分点；尚未办结5件，涉及4个单位。
二、存在问题
（一）个别事项推进缓慢。城镇老旧小区改造、农村供水保障2项任务低于序时进度10个百分点以上。
（二）协同配合不够。涉及多个单位的3件事项，协办单位未在时限内提出意见。
三、工作要求
（一）未办结事项的牵头单位要倒排工期，10月底前办结。
（二）协办单位要主动配合，意见不一致的由牵头单位提请分管领导协调。""",
            [*counties, "ZJ", "SL", "JT", "JY", "WJ"], ["SWB"], "各县（区）人民政府，市直有关单位",
            ["三季度未办结事项清单"], f"{year}年度督查检查考核计划",
        ),
        Written(
            date(year, 11, 17), DocumentKind.SPECIAL_REPORT, "关于农村供水保障工程推进情况的专报",
            """按照要求，市督考办对农村供水保障工程推进情况进行了实地核查。现将有关情况报告如下。
一、基本情况
年度目标新增供水人口9.4万人，截至10月底完成7.8万人，占83.0%，比序时进度慢0.3个百分点。
二、主要问题和原因
东部2个县管网改造受汛期影响停工25天，材料价格上涨增加投资约1200万元，缺口尚未落实。
三、工作建议
建议由市水利局会同市财政局于11月底前提出资金调剂方案，并将工程进度列入12月督办事项。
特此报告。""",
            ["S"], ["SL"],
        ),
        Written(
            today - timedelta(days=6), DocumentKind.REMINDER_LETTER, "关于加快办理农村供水保障督办事项的函",
            """你单位承办的农村供水保障工程督办事项，应于12月20日反馈办理结果，至今未收到反馈。
请抓紧办理，并于12月30日前将办理结果书面反馈。确实不能按期办结的，请说明原因和后续安排。""",
            ["SL"],
        ),
        Written(
            today - timedelta(days=5), DocumentKind.REMINDER_LETTER, "关于加快办理农村公路养护督办事项的函",
            """你单位承办的农村公路养护督办事项，应于12月18日反馈办理结果，至今未收到反馈。
请抓紧办理，并于12月30日前将办理结果书面反馈。""",
            ["JT"], fate="voided",
        ),
        Written(
            today - timedelta(days=3), DocumentKind.ASSIGNMENT_SLIP, "关于办理两节保供稳价事项的交办单",
            """根据市政府常务会议要求，现将以下事项交有关单位办理。
一、交办事项
做好元旦、春节期间粮油肉菜市场监测和储备投放，保障供应充足、价格平稳。
二、办理要求
（一）每周五17时前报送主要品种价格和储备量。
（二）价格涨幅超过10%的，当日提出投放建议。
请于12月31日前反馈工作安排。""",
            ["FG", "SW"], ["SWB"],
        ),
        Written(
            today, DocumentKind.CIRCULAR, f"关于{year}年四季度重点督办事项办理情况的通报",
            """按照年度督查计划，市督考办对四季度重点督办事项办理情况进行了核查。现将有关情况通报如下。
一、总体情况
四季度到期督办事项39件，已办结35件，按期办结率89.7%，比三季度提高1.6个百分点。
二、存在问题
（一）个别事项年底前难以办结。受天气影响，2项工程类事项需跨年实施。
（二）少数单位反馈质量不高。3件事项因佐证不能看出数量和日期被退回。
三、工作要求
跨年事项的牵头单位要在12月31日前说明原因、明确办结时限，经批准后转入下年督办。""",
            [*counties, "ZJ", "SL", "JT", "JY", "WJ"], ["SWB"], "各县（区）人民政府，市直有关单位",
            ["四季度未办结事项清单"], f"{year}年度督查检查考核计划", "signing",
        ),
        Written(
            today, DocumentKind.TALK_PROPOSAL, "关于约谈农村供水保障工程责任单位负责人的建议",
            """农村供水保障工程督办事项经两次催办仍未反馈办理结果。根据有关规定，建议进行约谈。
一、基本情况
该事项应于12月20日反馈办理结果，12月22日发函催办。
二、约谈理由和依据
连续两个季度进度滞后，未按时限反馈。
三、约谈建议
建议由分管副市长于1月上旬约谈，听取原因说明，明确整改时限。
妥否，请批示。""",
            ["S"], fate="draft",
        ),
    ]  # fmt: skip
