"""Words and limits of accounts."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

#: Where a session notes when it was last used (等保 2.0 身份鉴别 b: 超时退出).
LAST_SEEN_KEY = "last_seen"
#: Where a session notes in whose place the person acts.
ACTING_FOR_KEY = "acting_for"
#: A request a page makes by itself carries this header; it is no sign of life.
POLL_HEADER = "X-Poll"

IDLE_LIMIT = timedelta(minutes=30)
PASSWORD_LIFE = timedelta(days=90)
PASSWORDS_REMEMBERED = 5
PASSWORD_MIN_LENGTH = 8
PASSWORD_CLASSES = 3
PASSWORD_MAX_LENGTH = 128
#: An account nobody has used for this long is reported (等保 2.0 访问控制 c: 多余的、过期的账户).
STALE_AFTER = timedelta(days=90)

USERNAME_PATTERN = r"[a-z][a-z0-9._-]{1,39}"
USERNAME_RULE = "用户名用小写字母开头，2 至 40 位，可以有数字、点、横线和下划线，例如 chenli。"


class AccountState(models.TextChoices):
    """What is derived of an account and shown; one account may be in several of them."""

    ACTIVE = "active", "启用"
    DISABLED = "disabled", "停用"
    LOCKED = "locked", "已锁定"
    PASSWORD_DUE = "password_due", "待改密码"
    STALE = "stale", "90 天未登录"
