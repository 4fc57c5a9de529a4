"""Words and limits of accounts."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.kernel.roles import ADMIN_OFFICERS, Role

#: Where a session notes when it was last used (等保 2.0 身份鉴别 b: 超时退出).
LAST_SEEN_KEY = "last_seen"
#: Where a session notes in whose place the person acts.
ACTING_FOR_KEY = "acting_for"
#: Where a session notes that the person must set up a second factor before anything else.
FACTOR_DUE_KEY = "factor_due"
#: Where a session notes who gave the right password and still owes the code, and until when.
PENDING_KEY = "pending"
PENDING_LIMIT = timedelta(minutes=5)
#: Where a session notes what a security key is asked to sign, and until when.
CHALLENGE_KEY = "challenge"
#: Where a session notes that a provider vouched for the person, so that no password of ours is due.
VOUCHED_KEY = "vouched"
#: Where a session notes the provider's person that waits to be linked, and until when.
LINK_KEY = "link"
#: Where a session keeps, for the log-in page, why a provider's word did not open the door.
NOT_PROVED_KEY = "not_proved"
#: Where a session notes in which visit the support person looks.
VISIT_KEY = "visit"
#: A request a page makes by itself carries this header; it is no sign of life.
POLL_HEADER = "X-Poll"

IDLE_LIMIT = timedelta(minutes=30)
PASSWORD_LIFE = timedelta(days=90)
PASSWORDS_REMEMBERED = 5
PASSWORD_MIN_LENGTH = 8
PASSWORD_CLASSES = 3
PASSWORD_MAX_LENGTH = 128

USERNAME_PATTERN = r"[a-z][a-z0-9._-]{1,39}"
USERNAME_RULE = "用户名用小写字母开头，2 至 40 位，可以有数字、点、横线和下划线，例如 chenli。"


class AccountState(models.TextChoices):
    """What is derived of an account and shown; one account may be in several of them."""

    ACTIVE = "active", "启用"
    DISABLED = "disabled", "停用"
    LOCKED = "locked", "已锁定"
    PASSWORD_DUE = "password_due", "待改密码"
    STALE = "stale", "闲置"


#: Roles whose holders decide, or decide who decides: they need a second factor by the founding rules, and
#: a second officer agrees before anybody holds one.
DECIDING_ROLES = frozenset({Role.LEADER, Role.OFFICE, Role.DISCIPLINE}) | ADMIN_OFFICERS

#: Whose sight a unit may lend to support, by the role that lends it.
SUPPORT_VIEWS = {Role.UNIT_HEAD: Role.REPORTER, Role.OFFICE: Role.OFFICE}

RECOVERY_CODES = 10
#: More keys than anybody carries; each is tried at a log-in.
KEYS_LIMIT = 5


class ProposalKind(models.TextChoices):
    GRANT = "grant", "授予角色"
    FACTOR_RESET = "factor_reset", "重置二次验证"


class ProposalState(models.TextChoices):
    OPEN = "open", "待复核"
    CONFIRMED = "confirmed", "已同意"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


PROPOSAL_FLOW = Flow(
    "proposal",
    ProposalState,
    (
        move("confirm", ProposalState.OPEN, ProposalState.CONFIRMED, "同意", official=True),
        move("decline", ProposalState.OPEN, ProposalState.DECLINED, "不同意", needs_reason=True),
        move("withdraw", ProposalState.OPEN, ProposalState.WITHDRAWN, "撤回"),
    ),
)
