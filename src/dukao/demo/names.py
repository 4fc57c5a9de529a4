"""Names for people and townships of a city that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

_SURNAMES = "陈林何方周严石安沈赵钱孙李吴郑王冯卫蒋韩杨朱秦许吕张孔曹金魏陶姜谢邹章苏潘葛范彭鲁韦马苗"
_GIVEN = (
    "立 岚 正 远 行 明 坚 澜 默 之恒 文舟 清和 晓棠 子谦 雨桐 思源 知远 若川 景行 望舒 "
    "怀瑾 云舒 泽宇 静好 明哲 书言 致远 嘉禾 允中 修文 亦凡 承志 念真 予安 向晚 可嘉 "
    "维新 守拙 志行 敬之"
).split()
_STEMS = (
    "青",
    "石",
    "柳",
    "竹",
    "松",
    "梅",
    "云",
    "白",
    "龙",
    "鹿",
    "麦",
    "桑",
    "杏",
    "枫",
    "莲",
    "沙",
    "鹤",
)
_ENDINGS = ("溪", "坪", "岭", "滩", "埠", "墩", "湾")


def people(random: Random) -> Iterator[str]:
    """An endless run of names; the same seed gives the same people."""
    while True:
        yield random.choice(_SURNAMES) + random.choice(_GIVEN)


def townships(county: int) -> list[str]:
    """The 17 townships of the n-th county: streets, towns and villages, no name used twice."""
    ending = _ENDINGS[county]
    kinds = ["街道"] * 3 + ["镇"] * 9 + ["乡"] * 5
    return [f"{stem}{end}{kind}" for (stem, end), kind in zip(product(_STEMS, [ending]), kinds, strict=True)]
