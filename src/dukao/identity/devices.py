"""What a browser says of itself, in words people recognise their computers by."""

from __future__ import annotations

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙设备"), ("Android", "安卓手机"), ("iPhone", "苹果手机"), ("iPad", "苹果平板"),
    ("Kylin", "麒麟电脑"), ("UOS", "统信电脑"), ("Windows", "Windows 电脑"), ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)  # fmt: skip
_BROWSERS = (
    ("Edg", "Edge"), ("QQBrowser", "QQ 浏览器"), ("360", "360 浏览器"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def device_words(user_agent: str) -> str:
    """Browser and system; what cannot be told is said to be unknown.

    >>> device_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/128.0 Safari/537.36")
    'Windows 电脑·Chrome'
    >>> device_words("")
    '未知设备'
    """
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "")
    return "·".join(part for part in (system, browser) if part) or "未知设备"
