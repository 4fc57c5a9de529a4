"""Assessment content that binding rules forbid, found by its wording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dukao.schemes.linter.findings import Check, Found
from dukao.schemes.linter.surroundings import Surroundings
from dukao.scoring import Item, Scheme

REGULATION = "《整治形式主义为基层减负若干规定》（2024 年）"
FINGERTIPS = "中央网络安全和信息化委员会《关于防治“指尖上的形式主义”的若干意见》（2023 年）"
APPS = "《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12 号）"


#: To have less of it is no forbidden content. What follows up to the next stop belongs to the phrase.
LESS = r"(?:减少|压减|精简|压缩|严控|控制|少开|不以|不得以|不再以)[^，。；、]{0,14}"
STOPS = "，。；、"
_STOPS = str.maketrans({",": "，", ";": "；", "!": "。", "?": "。"})
#: A few words in between.
GAP = "[^，。；]{0,8}"


@dataclass(frozen=True)
class Ban:
    """Patterns that stand for forbidden content, unless they stand in a harmless phrase."""

    code: str
    title: str
    words: tuple[str, ...]
    harmless: tuple[str, ...]
    remedy: str
    source: str

    @property
    def check(self) -> Check:
        words = re.compile("|".join(self.words))
        harmless = re.compile("|".join((*self.harmless, LESS)))

        def check(scheme: Scheme, around: Surroundings) -> Found:
            for item in scheme.leaves():
                found = _first(words, harmless, _texts(item, around))
                if found:
                    yield item.code, f"写有“{found}”。"

        return check


def _texts(item: Item, around: Surroundings) -> Iterator[str]:
    """What says what is assessed; remarks and sources do not."""
    yield item.name
    yield item.standard
    for standard in item.standards:
        yield standard.text
    for level in getattr(item.method, "levels", ()):
        yield level.name
    entry = around.library.get(item.indicator or "")
    if entry:
        yield entry.name
        yield entry.definition


def _first(words: re.Pattern[str], harmless: re.Pattern[str], texts: Iterator[str]) -> str:
    for text in texts:
        found = words.search(harmless.sub("　", _closed_up(text)))
        if found:
            return found.group()
    return ""


def _closed_up(text: str) -> str:
    """The wording without blanks and signs between its characters: 书 记·批 示 is 书记批示.

    Stops stay, for phrases end at them, unless one parts a single character from its word: 批，示.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_STOPS)
    kept = "".join(sign for sign in folded if sign in STOPS or unicodedata.category(sign)[0] in "LMN")
    return re.sub(f"(?:(?<=^.)|(?<=[{STOPS}].))[{STOPS}]|[{STOPS}](?=[^{STOPS}](?:[{STOPS}]|$))", "", kept)


_EFFECT = "请删除，或改为看得见的工作实效。"

BANS: tuple[Ban, ...] = (
    Ban(
        "leader_remarks",
        "以领导批示计分",
        (
            f"领导{GAP}批示",
            "肯定性批示",
            "批示肯定",
            f"获{GAP}批示",
            "领导(?:表扬|肯定)",
            f"(?:书记|[省市州县区]长|主席){GAP}批示",
            "批示(?:件数|次数|条数|篇数|数量|多少)",
        ),
        (f"批示(?:件|事项|指示)?{GAP}(?:办理|办结|落实|督办|交办|反馈|回复|答复)",),
        f"规定不得以领导批示作为考核内容。{_EFFECT}",
        REGULATION,
    ),
    Ban(
        "media_coverage",
        "以媒体报道、刊发计分",
        (
            f"媒体{GAP}(?:报道|宣传|刊[发登载]|转载|采用|推广)",
            f"(?:报刊|党报|电视台|公众号|网站){GAP}(?:刊[发登载]|报道|发稿|采用|转载)",
            f"(?:宣传|新闻|信息){GAP}(?:报道|稿件|用稿|采用)",
            f"刊发{GAP}(?:篇|数|量)",
            "(?:阅读|播放|浏览|粉丝)[量数]",
        ),
        (f"舆情{GAP}", "(?:负面|失实)报道"),
        f"规定不得以刊发、媒体报道作为考核内容。{_EFFECT}",
        REGULATION,
    ),
    Ban(
        "meetings_documents",
        "以开会、发文数量计分",
        (
            f"(?:召开|组织|开展|举办|参加){GAP}会议?{GAP}(?:次|场|期)",
            "会议(?:次数|场次|数量)",
            "开会(?:次数|数量)",
            f"(?:制发|印发|出台|发)文(?:件)?{GAP}(?:份|件|篇|数)",
            f"(?:简报|信息|材料){GAP}(?:份数|篇数|期数|条数)",
        ),
        (f"(?:会议|发文){GAP}(?:压减|减少|精简|下降){GAP}",),
        f"规定不得以会议召开、文件印发多少评价工作。{_EFFECT}",
        REGULATION,
    ),
    Ban(
        "traces",
        "以留痕、学习笔记计分",
        (
            f"(?:工作|过程|全程|拍照|影像|台账){GAP}留痕",
            f"留痕{GAP}(?:材料|资料|管理|情况|照片)",
            "(?:学习|读书)笔记",
            f"心得体会{GAP}(?:篇|数)",
            f"(?:笔记|手写){GAP}(?:篇|字数|本)",
            "台账(?:厚度|本数|份数)",
        ),
        ("过度留痕",),
        f"规定不得以工作留痕、学习笔记评价工作。{_EFFECT}",
        REGULATION,
    ),
    Ban(
        "check_ins",
        "以打卡、积分、在线时长计分",
        (
            "打卡",
            "签到[率次数]",
            f"(?:学习|平台|应用|小程序|[Aa][Pp][Pp]){GAP}积分",
            "积分(?:排名|排行)",
            "在线(?:学习)?时长",
            "登录(?:次数|率|频次|天数)",
            "活跃(?:度|率|用户)",
            f"(?:平台|系统|应用|小程序|公众号|[Aa][Pp][Pp]){GAP}(?:注册|下载|关注|使用|安装)率",
        ),
        (),
        f"不得设置打卡签到、积分排名、在线时长，也不得考核使用率。{_EFFECT}",
        FINGERTIPS,
    ),
    Ban(
        "likes_and_tracks",
        "以点赞、投票、转发、照片轨迹计分",
        (
            "点赞",
            "转发",
            "(?:网络|微信|线上|网上)投票",
            "投票(?:数|量|率)",
            "学习时长",
            f"(?:上传|拍摄|报送){GAP}(?:照片|视频|轨迹)",
            "工作照片",
            "照片(?:数|张|轨迹)",
            "(?:定位|巡查|行动|GPS)轨迹",
        ),
        ("视频(?:会议|监控)",),
        f"不得把点赞、投票、转发、学习时长作为考核依据，不得强制上传工作照片、视频、轨迹。{_EFFECT}",
        APPS,
    ),
)
