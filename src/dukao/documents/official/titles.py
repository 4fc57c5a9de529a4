"""Breaking a title into lines of a pleasing shape (GB/T 9704-2012, 7.3.1: 词意完整，排列对称，长短适宜)."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from dukao.documents.official.measures import PT_PER_MM, TITLE_PT, WIDTH_MM, width_in_characters

LONGEST = int(WIDTH_MM * PT_PER_MM / TITLE_PT)
#: Where a break reads well: after these, and before these.
AFTER = "的和及与对、，》）"
BEFORE = ("关于", "重点", "情况", "《", "（")
NEVER_FIRST = "的了、，。；：》）”"
NEVER_LAST = "《（“关"
UNEVEN, ROUGH = 1.0, 12.0


def title_lines(title: str) -> list[str]:
    """The title in as few lines as hold it, about equally long, broken where it reads well.

    >>> title_lines("关于三季度督办事项的通报")
    ['关于三季度督办事项的通报']
    >>> title_lines("关于2026年三季度市委市政府重点督办事项办理情况的通报")
    ['关于2026年三季度市委市政府', '重点督办事项办理情况的通报']
    """
    if width_in_characters(title) <= LONGEST:
        return [title]
    count = -(-int(width_in_characters(title) + 0.5) // LONGEST)
    best = _best(title, count) or _best(title, count + 1)
    return list(best[1]) if best else [title]


@lru_cache(maxsize=64)
def _best(title: str, count: int) -> tuple[float, tuple[str, ...]] | None:
    """The cheapest way to set the title in ``count`` lines; ``None`` when a line would be too long."""
    average = width_in_characters(title) / count
    costs: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, (0,))}]
    for line in range(1, count + 1):
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in costs[-1].items():
            ends = [len(title)] if line == count else range(start + 1, len(title))
            for end in ends:
                width = width_in_characters(title[start:end])
                if width > LONGEST or (end < len(title) and not _may_break(title, end)):
                    continue
                total = cost + UNEVEN * (width - average) ** 2
                total += 0 if end == len(title) or _reads_well(title, end) else ROUGH
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, (*breaks, end))
        costs.append(reached)
    found = costs[-1].get(len(title))
    return (found[0], tuple(title[a:b] for a, b in pairwise(found[1]))) if found else None


def _may_break(title: str, at: int) -> bool:
    before, after = title[at - 1], title[at]
    return not (
        (before.isascii() and after.isascii()) or after in NEVER_FIRST or before in NEVER_LAST
        or (before.isdigit() and after in "年月日号期季")
    )  # fmt: skip


def _reads_well(title: str, at: int) -> bool:
    return title[at - 1] in AFTER or title.startswith(BEFORE, at)
