"""照片重复: pictures that look the same under different lines, by their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from dukao.oversight.patterns.facts import Photo
from dukao.oversight.patterns.pattern import Lead, Link, Parameter, Parameters, Pattern


def find(photos: Iterable[Photo], p: Parameters) -> Iterator[Lead]:
    """Pictures within the distance of each other hang together; each use counts, the most used first.

    What very many units attach is a common form or an upper organ's paper, not one unit's picture.
    """
    uses: dict[int, list[Photo]] = {}
    for photo in photos:
        uses.setdefault(photo.fingerprint, []).append(photo)
    groups = [_together(group, uses) for group in near(list(uses), int(p["distance"]))]
    found = [
        rows
        for rows in groups
        if len({row.line for row in rows}) >= p["least_uses"]
        and len({row.unit for row in rows}) <= p["most_units"]
    ]
    found.sort(key=lambda rows: -len(rows))
    for rows in islice(found, int(p["most"])):
        yield _lead(rows)


def near(prints: list[int], distance: int) -> list[list[int]]:
    """Fingerprints in clusters: each within ``distance`` bits of some other of its cluster.

    >>> near([0b0000, 0b0001, 0b1111], 1)
    [[0, 1], [15]]
    """
    groups: list[list[int]] = []
    for one in prints:
        close = [group for group in groups if any((one ^ other).bit_count() <= distance for other in group)]
        groups = [group for group in groups if group not in close]
        groups.append([*(member for group in close for member in group), one])
    return groups


def _together(group: list[int], uses: dict[int, list[Photo]]) -> list[Photo]:
    rows = [photo for print_ in group for photo in uses[print_]]
    return sorted(rows, key=lambda row: (row.added_on, row.line))


def _lead(rows: list[Photo]) -> Lead:
    first, last = rows[0], rows[-1]
    units = list(dict.fromkeys(row.unit_name for row in rows))
    distance = max((first.fingerprint ^ row.fingerprint).bit_count() for row in rows)
    return Lead(
        key=f"{first.fingerprint:016x}:{first.line}", unit=first.unit if len(units) == 1 else None,
        who=units[0] if len(units) == 1 else f"{'、'.join(units[:3])}等 {len(units)} 个单位",
        finding=(
            f"“{last.name}”与 {first.period}“{first.item_name}”的图片相同，"
            f"指纹距离 {distance}；共用 {len(rows)} 次"
        ),
        figures=tuple((f"{row.unit_name} {row.period}", f"{row.item_name}：{row.name}") for row in rows[:8]),
        links=tuple(Link(f"{row.unit_name} {row.period} 的图片", f"/files/{row.file}/") for row in rows[:4]),
    )  # fmt: skip


PATTERN = Pattern(
    code="reused_photos", name="照片重复", facts="photos", find=find,
    rule=(
        "不同填报项下的图片，感知指纹（64 位）相差不超过若干位：看起来是同一张，缩放、压缩也认得出。"
        "很多单位共用的统一表样不列。"
    ),
    source="感知散列（DCT）的通行阈值；距离按本地情况定",
    parameters=(
        Parameter("distance", "指纹最多相差", "4", "0", "16", "位"),
        Parameter("least_uses", "最少用在几项", "2", "2", "1000", "项"),
        Parameter("most_units", "多于几个单位共用的视为统一表样", "30", "2", "5000", "个"),
        Parameter("most", "最多列出几组", "20", "1", "500", "组"),
    ),
)  # fmt: skip
