"""What the discipline side of the example city has to look at, and what it has asked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from io import BytesIO

from django.db import transaction
from PIL import Image, ImageOps

from dukao.demo.city import City
from dukao.documents.services import store_file
from dukao.identity.selectors import actor_for
from dukao.journal.jobs import seal_waiting
from dukao.journal.services import attest, receive_attestation
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.matters.models import Matter
from dukao.matters.services import ask_extension, grant_extension
from dukao.oversight import services
from dukao.oversight.models import Hit, Letter
from dukao.oversight.services import Handing, LetterDraft
from dukao.oversight.vocabulary import Direction, HitState, LetterKind
from dukao.reporting.models import LineEvidence, ReportLine
from dukao.schemes.models import SchemeVersion
from dukao.schemes.services.targets import set_targets

#: How many targets of December were made easier, one after the other, and by how much.
LOWERED = (Decimal("0.92"), Decimal("0.90"), Decimal("0.94"))


@transaction.atomic
def plant_late_changes(city: City, today: date) -> None:
    """Targets lowered in December, an extension granted when its limit had passed, a picture used twice."""
    office = actor_for(city.accounts["hezheng"], today)
    version = SchemeVersion.objects.get(scheme__code=f"state-{today.year}")
    targets = version.targets.filter(period=f"{today.year}-12", value__isnull=False).exclude(
        unit=city.units["ZJ"]
    )
    figures = [row for row in targets.order_by("unit__code", "item", "pk") if row.value and row.value >= 20]
    chosen = figures[:: max(1, len(figures) // len(LOWERED))]
    for number, (row, share) in enumerate(zip(chosen, LOWERED, strict=False)):
        assert row.value is not None
        cell, value = (row.unit_id, row.item, row.period), (row.value * share).quantize(Decimal("0.1"))
        set_targets(
            actor=office, version=version, values={cell: value}, reason="承办单位报告两个项目核准延期。",
            at=at_time(today - timedelta(days=4 - number), 15, 10 + number),
        )  # fmt: skip
    _extend_too_late(city, office, today)
    _use_a_picture_again(city, today)


def _use_a_picture_again(city: City, today: date) -> None:
    """A county shows in autumn what it had shown before summer, saved anew."""
    with files("dukao.demo").joinpath("data", "evidence", "site.png").open("rb") as content:
        picture = ImageOps.mirror(Image.open(content).convert("RGB"))
    lines = ReportLine.objects.filter(report__unit=city.units["X4"], item__code="Z-02")
    for month, size in ((6, 900), (10, 640)):
        line = lines.filter(report__period__period=f"{today.year}-{month:02d}").first()
        if line is None or line.saved_at is None:
            continue
        saved = BytesIO()
        ImageOps.contain(picture, (size, size)).save(saved, "JPEG", quality=80)
        saved.seek(0)
        file = store_file(name="现场.jpg", content=saved, max_bytes=2 * 1024**2, at=line.saved_at)
        LineEvidence.objects.create(
            line=line, file=file, name=f"{month} 月现场.jpg", added_at=line.saved_at, added_by=line.saved_by
        )


def _extend_too_late(city: City, office: Actor, today: date) -> None:
    """Asked on the last day, granted days after it."""
    overdue = Matter.objects.filter(
        state="ongoing", due_on__lt=today - timedelta(days=4), due_on__gte=today - timedelta(days=30)
    ).exclude(lead_unit=city.units["ZJ"])
    matter = overdue.order_by("-due_on", "pk").first()
    if matter is None:
        return
    code = next(code for code, unit in city.units.items() if unit.pk == matter.lead_unit_id)
    extension = ask_extension(
        actor=actor_for(city.heads[code], today), matter=matter, new_due_on=today + timedelta(days=45),
        reason="管线迁改未完，申请延期。", at=at_time(matter.due_on, 16, 20),
    )  # fmt: skip
    assert extension is not None
    grant_extension(
        actor=office,
        extension=extension,
        opinion="情况属实，同意。",
        at=at_time(today - timedelta(days=1), 11, 7),
    )


def plant_oversight(city: City, today: date) -> None:
    """A search of the year, verdicts, one letter answered and one waiting, a draft, a transfer each way."""
    services.search_patterns(year=today.year, by="系统", at=at_time(today, 2, 20))
    discipline = actor_for(city.accounts["yanming"], today)
    with transaction.atomic():
        _judge(discipline, today)
        _ask(city, discipline, today)
        _hand_over(city, discipline, today)
    _attest(discipline, today)


def _attest(discipline: Actor, today: date) -> None:
    """The journal as it stands is sealed and signed, and the discipline side holds the first attestation."""
    seal_waiting()
    attestation = attest(at=at_time(today, 6))
    assert attestation is not None
    receive_attestation(actor=discipline, attestation=attestation, at=at_time(today, 9))


def _judge(discipline: Actor, today: date) -> None:
    reasons = {
        "copied_narratives": "承办科室统一起草，各点位进度不同，数字核对无误。",
        "round_numbers": "该单位指标按整百下达，尾数为 0 是任务本身。",
        "contradictions": "10 月按口径核减，有校核记录。",
    }
    for rule, reason in reasons.items():
        hit = Hit.objects.filter(rule=rule, state=HitState.OPEN).order_by("pk").first()
        if hit is not None:
            services.dismiss_hit(actor=discipline, hit=hit, reason=reason, at=at_time(today, 9, 30))


def _ask(city: City, discipline: Actor, today: date) -> None:
    """The answered one is older than the search: it came from reading the stream."""
    office = actor_for(city.accounts["hezheng"], today)
    answered = _send(
        discipline, date(today.year, 12, 8),
        LetterDraft(
            kind=LetterKind.OPINION, title="三季度两项退回后改动数值应附佐证", unit_id=city.units["FG"].pk,
            to_office=True,
            text="三季度有两项退回后只改数值、未换佐证，随后审核通过。请说明依据，并提出怎样把关。",
        ),
    )  # fmt: skip
    services.answer_letter(
        actor=office, letter=answered, at=at_time(date(today.year, 12, 17), 16),
        text="已复核两项：数值与入库单一致，佐证下月补齐。今后退回后改数值的，须同时更换佐证。",
    )  # fmt: skip
    lowered = Hit.objects.filter(rule="lowered_targets").order_by("pk").first()
    late = Hit.objects.filter(rule="late_extensions").order_by("pk").first()
    for hit, title, text in (
        (lowered, "请说明 12 月目标下调的依据", "12 月下调了年末目标。请说明由谁提出、依据什么，并附材料。"),
        (late, "请说明过期后批延期的经过", "延期申请在到期日提出，到期后才批。请说明经过。"),
    ):  # fmt: skip
        if hit is None or hit.unit_id is None:
            continue
        draft = LetterDraft(
            kind=LetterKind.INQUIRY, title=title, text=text, unit_id=hit.unit_id, to_office=True, hit=hit
        )
        if hit is lowered:
            _send(discipline, today, draft)
        else:
            services.draft_letter(actor=discipline, draft=draft, at=at_time(today, 10, 20))


def _send(discipline: Actor, day: date, draft: LetterDraft) -> Letter:
    letter = services.draft_letter(actor=discipline, draft=draft, at=at_time(day, 10))
    assert letter is not None
    return services.send_letter(actor=discipline, letter=letter, at=at_time(day, 10, 12))


def _hand_over(city: City, discipline: Actor, today: date) -> None:
    office = actor_for(city.accounts["hezheng"], today)
    received = services.send_transfer(
        actor=office, at=at_time(today - timedelta(days=12), 15),
        handing=Handing(
            Direction.TO_DISCIPLINE, city.units["X1"].pk, "项目佐证材料存疑的线索",
            "核查时发现同一张验收单用于两个点位，经办人说明前后不一。材料三份已封存。",
        ),
    )  # fmt: skip
    assert received is not None
    services.receive_transfer(
        actor=discipline, transfer=received, receipt="收件 12 号，由监督检查室办理",
        at=at_time(today - timedelta(days=11), 9),
    )  # fmt: skip
    services.send_transfer(
        actor=discipline, at=at_time(today - timedelta(days=1), 17),
        handing=Handing(
            Direction.TO_OFFICE, city.units["FG"].pk, "属业务口径问题，请督考办处理",
            "经了解属指标口径理解不一致，请会同牵头单位统一口径。",
        ),
    )  # fmt: skip
