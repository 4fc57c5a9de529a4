"""Chinese identifiers, checked with their check digits; each checker returns a sentence or ""."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc

#: First two digits of GB/T 2260: the provincial divisions.
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54".split()
    + "61 62 63 64 65 71 81 82".split()
)
#: Registration authorities, position 1 of GB 32100: A armed forces, N agriculture, Y others.
_AUTHORITIES = frozenset("123456789ANY")
#: Organs of the centre are registered at "100000", which is no province.
_REGISTRATION_PLACES = PROVINCES | {"10"}
#: Residence permits of compatriots from Taiwan carry 83 (GA 1186); the other permits carry 81 and 82.
_BIRTH_PLACES = PROVINCES | {"83"}
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def tidy(value: str) -> str:
    """An identifier as it is stored: half-width, upper case, without any white space.

    >>> tidy(" １１３２0000mb151840xj ")
    '11320000MB151840XJ'
    """
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def check_uscc(value: str) -> str:
    """统一社会信用代码, GB 32100-2015.

    18 characters without I, O, Z, S, V; authority, place and a mod-31 check digit, and in positions 9
    to 17 an organisation code with a mod-11 check digit of its own (GB 11714-1997).
    """
    label = "统一社会信用代码"
    if len(value) != 18:
        return f"{label}应为 18 位，现在是 {len(value)} 位。"
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", value):
        return f"{label}里有不该出现的字符：只用数字和大写字母，不用 I、O、S、V、Z，第 3 至 8 位是数字。"
    if value[0] not in _AUTHORITIES:
        return f"{label}的第 1 位“{value[0]}”不是登记管理部门代码，请核对。"
    if value[2:4] not in _REGISTRATION_PLACES:
        return f"{label}的第 3、4 位“{value[2:4]}”不是省级代码，请核对。"
    if value[17] != uscc.calc_check_digit(value[:17]):
        return f"{label}的校验位不对，请核对是否抄错一位。"
    if value[16] != _organisation_check_digit(value[8:16]):
        return f"{label}里主体标识码（第 9 至 17 位）的校验位不对，请核对。"
    return ""


def check_resident_id(value: str) -> str:
    """居民身份证号, GB 11643-1999: a province, a real birth date and a mod-11 check digit.

    The county part is that of the first registration, which may be founded long after the birth and
    abolished long before today, so no list of counties can refuse it.
    """
    label = "居民身份证号"
    if len(value) != 18:
        return f"{label}应为 18 位，现在是 {len(value)} 位。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", value):
        return f"{label}里有不该出现的字符：前 17 位是数字，末位是数字或大写 X。"
    if value[:2] not in _BIRTH_PLACES:
        return f"{label}的前两位“{value[:2]}”不是省级代码，请核对。"
    if not _is_date(value[6:14]):
        return f"{label}里的出生日期“{value[6:14]}”不存在，请核对。"
    if value[17] != ric.calc_check_digit(value):
        return f"{label}的校验位不对，请核对是否抄错一位。"
    return ""


def masked_resident_id(value: str) -> str:
    """What others than the office see: place and check digit, without birthday and number.

    >>> masked_resident_id("11010519491231002X"), masked_resident_id("")
    ('110105***********X', '')
    """
    return f"{value[:6]}{'*' * 11}{value[17:]}" if value else ""


def masked_phone(value: str) -> str:
    """A telephone number one can tell from others but not call.

    >>> masked_phone("13812345678"), masked_phone("0633-8800123"), masked_phone("88001234"), masked_phone("")
    ('138****5678', '063****0123', '88****34', '')
    """
    head, tail = (3, 4) if len(value) >= 11 else (2, 2)
    return f"{value[:head]}****{value[-tail:]}" if len(value) > head + tail else "****" if value else ""


def masked_email(value: str) -> str:
    """The host and the first letter.

    >>> masked_email("chenli@example.cn"), masked_email("")
    ('c****@example.cn', '')
    """
    return f"{value[:1]}****{value[value.find('@') :]}" if "@" in value else "****" if value else ""


def _organisation_check_digit(body: str) -> str:
    total = sum(
        _ORGANISATION_ALPHABET.index(char) * weight
        for char, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


#: Cities without counties, whose townships hang on the city itself: 东莞、中山、儋州、嘉峪关.
CITIES_WITHOUT_COUNTIES = frozenset({"4419", "4420", "4604", "6202"})
#: Township part of the code (digits 7-9) by kind, 统计用区划代码编制规则.
_TOWNSHIP_KINDS = ((1, 99, "街道"), (100, 199, "镇"), (200, 399, "乡"), (400, 599, "类似乡级单位"))


def check_area_code(value: str) -> str:
    """12-digit 统计用区划代码: province 2, prefecture 2, county 2, township 3, village 3 digits.

    The code has no check digit; what can be checked is its structure: a province that exists, no level
    below an empty one, a township number inside a published range.
    """
    if not re.fullmatch(r"[0-9]{12}", value):
        return f"统计用区划代码应为 12 位数字，现在是“{value}”。"
    if value[:2] not in PROVINCES:
        return f"统计用区划代码的前两位“{value[:2]}”不是省级代码。"
    parts = (value[2:4], value[4:6], value[6:9], value[9:12])
    names = ("地级", "县级", "乡级", "村级")
    for upper, lower, upper_name, lower_name in zip(parts, parts[1:], names, names[1:], strict=False):
        skips_county = upper_name == "县级" and value[:4] in CITIES_WITHOUT_COUNTIES
        if int(upper) == 0 and int(lower) != 0 and not skips_county:
            return f"统计用区划代码有{lower_name}而没有{upper_name}，请核对。"
    if int(parts[2]) and not township_kind(value):
        return f"统计用区划代码的乡级部分“{parts[2]}”不在 001 至 599 之间。"
    return ""


def township_kind(area_code: str) -> str:
    """街道, 镇, 乡 or 类似乡级单位 by digits 7 to 9; "" for codes above the township."""
    number = int(area_code[6:9])
    return next((kind for low, high, kind in _TOWNSHIP_KINDS if low <= number <= high), "")
