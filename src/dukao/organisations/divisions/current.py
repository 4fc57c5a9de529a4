"""The divisions in force by the last list the package carries, and 12-digit codes checked against them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from dukao.kernel.identifiers import CITIES_WITHOUT_COUNTIES, check_area_code

#: The list is that of 31 December of this year; source and licence stand beside the data.
YEAR = 2024
#: 市辖区 as a whole, kept in the statistical codes where the list of divisions has only its districts.
_ALL_DISTRICTS = "01"
#: 001-199 居民委员会, 200-399 村民委员会, 400-599 类似村级单位; 统计用区划代码编制规则.
_LAST_VILLAGE = 599


@lru_cache(maxsize=1)
def divisions() -> Mapping[str, str]:
    """Names by 6-digit code: provinces, prefectures and counties in force."""
    text = files("dukao.organisations.divisions").joinpath("data/current.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=1)
def _prefectures_with_counties() -> frozenset[str]:
    """First four digits of all counties, those directly below a province or municipality among them."""
    return frozenset(code[:4] for code in divisions() if not code.endswith("00"))


def check_region(value: str) -> str:
    """Why these 12 digits are no 统计用区划代码 in force; "" when they are.

    Province, prefecture and county stand in the list; township and village can be checked by form only: a
    parent in force and a number in the range of a kind.

    >>> check_region("620102003001"), check_region("620199000000")
    ('', '截至 2024 年底的名单里没有县级代码 620199（兰州市），请核对。')
    """
    if re.fullmatch(r"[0-9]{6}", value):
        return f"统计用区划代码应为 12 位，县级以上的 6 位代码后面补 6 个 0：{value}000000。"
    return check_area_code(value) or _unknown(value) or _bad_village(value)


def _unknown(value: str) -> str:
    """The first level of the code that is not in force."""
    known = divisions()
    province, prefecture, county = f"{value[:2]}0000", f"{value[:4]}00", value[:6]
    if province not in known:
        return f"截至 {YEAR} 年底的名单里没有省级代码 {value[:2]}，请核对。"
    if value[2:4] != "00" and prefecture not in known and value[:4] not in _prefectures_with_counties():
        return f"截至 {YEAR} 年底的名单里没有地级代码 {value[:4]}（{known[province]}），请核对。"
    if value[4:6] == "00" or county in known or _is_all_districts(value):
        return ""
    above = known.get(prefecture, known[province])
    return f"截至 {YEAR} 年底的名单里没有县级代码 {county}（{above}），请核对。"


def _is_all_districts(value: str) -> bool:
    """市辖区 of a city; townships hang on it only where the city has no counties."""
    city = divisions().get(f"{value[:4]}00", "").endswith("市")
    bare = value[6:] == "000000" or value[:4] in CITIES_WITHOUT_COUNTIES
    return city and value[4:6] == _ALL_DISTRICTS and bare


def _bad_village(value: str) -> str:
    if int(value[9:]) > _LAST_VILLAGE:
        return f"统计用区划代码的村级部分“{value[9:]}”不在 001 至 {_LAST_VILLAGE} 之间。"
    return ""
