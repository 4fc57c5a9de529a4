"""System packages that make something better; nothing stops without them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from ctypes.util import find_library

from dukao.operations.doctor.findings import Finding, advice, good

#: Parts of family names by which a Chinese face is known.
_CHINESE = (
    "CJK",
    "Fandol",
    "FangSong",
    "SimSun",
    "SimHei",
    "Source Han",
    "WenKai",
    "WenQuanYi",
    "仿宋",
    "宋体",
    "黑体",
)


def check_fonts() -> Iterator[Finding]:
    import typst

    families = [name for name in typst.Fonts().families() if any(part in name for part in _CHINESE)]
    if families:
        yield good("中文字体", f"{len(families)} 种，例如 {families[0]}。")
    else:
        yield advice(
            "中文字体",
            "没有找到。网页和 Excel 不受影响，导出的 PDF 里汉字会缺失。",
            "Debian：fonts-noto-cjk fonts-noto-cjk-extra",
        )


def check_office() -> Iterator[Finding]:
    if shutil.which("soffice"):
        yield good("LibreOffice", "已安装。")
    else:
        yield advice(
            "LibreOffice",
            "没有安装。佐证请传 PDF、图片或 Excel，Word 文件请先另存为 PDF。",
            "Debian：libreoffice-writer-nogui",
        )


def check_magic() -> Iterator[Finding]:
    if find_library("magic"):
        yield good("libmagic", "已安装。")
    else:
        yield advice("libmagic", "没有安装。上传文件的类型由内置规则判断，照常可用。", "Debian：libmagic1")


def check_virus_scanner() -> Iterator[Finding]:
    if shutil.which("clamdscan") or shutil.which("clamscan"):
        yield good("ClamAV", "已安装。")
    else:
        yield advice("ClamAV", "没有安装。上传文件照常检查类型和结构，但不查病毒。", "Debian：clamav-daemon")
