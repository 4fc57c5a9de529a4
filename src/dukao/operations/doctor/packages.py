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


#: What to copy from a licensed machine for each face of GB/T 9704-2012, and the free package that comes near.
FACE_FILES = {
    "方正小标宋简体": ("FZXBSJW.TTF", "fonts-noto-cjk"),
    "仿宋_GB2312": ("simfang.ttf", "fonts-noto-cjk"),
    "楷体_GB2312": ("simkai.ttf", "fonts-lxgw-wenkai"),
    "黑体": ("simhei.ttf", "fonts-noto-cjk"),
    "宋体": ("simsun.ttc", "fonts-noto-cjk"),
}


def check_official_faces() -> Iterator[Finding]:
    """Official faces are sold, not packaged: an office has them on its desks and may copy them here."""
    from dukao.documents.selectors import missing_faces

    missing = missing_faces()
    if not missing:
        yield good("公文字体", "方正小标宋、仿宋_GB2312、楷体_GB2312、黑体、宋体都已安装。")
        return
    told = "，".join(f"{face} 用 {stand_in or '（无）'}" for face, stand_in in missing.items())
    files = "、".join(FACE_FILES[face][0] for face in missing)
    free = " ".join(sorted({FACE_FILES[face][1] for face in missing}))
    yield advice(
        "公文字体",
        f"缺 {len(missing)} 种，公文 PDF 用别的字体代替：{told}。Word 文件写的是规定的字体，不受影响。",
        f"从有授权的办公电脑把 {files} 复制到 /usr/local/share/fonts，运行 fc-cache -f，再重启服务。"
        f"没有授权时，代替的字体在 Debian：{free}",
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
