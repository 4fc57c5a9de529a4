"""Passwords: how they are hashed, what they must look like, and those that hold once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from dukao.identity.models import Account
from dukao.identity.vocabulary import (
    PASSWORD_CLASSES,
    PASSWORD_LIFE,
    PASSWORD_MAX_LENGTH,
    PASSWORD_MIN_LENGTH,
    PASSWORDS_REMEMBERED,
)


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes: 22 ms a log-in (OWASP's second profile)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
#: Without letters and digits that look alike when read from a slip of paper.
_LETTERS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")


#: From here on length does more than another class of characters; repeated ones do little.
_STRONG_LENGTH, _STRONG_DIFFERENT = 12, 8


@dataclass(frozen=True, slots=True)
class Strength:
    """How a password would stand while it is typed: 1 not allowed, 2 allowed, 3 strong."""

    level: int
    word: str
    sentences: tuple[str, ...]


def strength_of(password: str, username: str) -> Strength:
    """By the rules that refuse it when it is saved; former ones are compared only then, at a price."""
    missing = (*_shape(password), *_named(password, username))
    if missing:
        return Strength(1, "不符合要求", missing)
    if len(password) < _STRONG_LENGTH or len(set(password)) < _STRONG_DIFFERENT:
        return Strength(2, "符合要求", (f"{_STRONG_LENGTH} 位以上、字符少重复的更难猜。",))
    return Strength(3, "强", ())


class PasswordPolicy:
    """At least 8 characters of 3 classes, not a common one, without the user name, none of the last five."""

    def validate(self, password: str, user: Account | None = None) -> None:
        sentences = [*_shape(password), *(_history(password, user) if user else ())]
        if sentences:
            raise ValidationError(sentences, code="password_policy")

    def get_help_text(self) -> str:
        return (
            f"至少 {PASSWORD_MIN_LENGTH} 位，大写字母、小写字母、数字、符号中有三类，不是常见密码，"
            f"不含用户名，不与最近 {PASSWORDS_REMEMBERED} 次相同；{PASSWORD_LIFE.days} 天更换一次。"
        )


def one_time_password() -> str:
    """Twelve random characters in three groups; whoever gets it must change it at the first log-in."""
    while True:
        drawn = "".join(secrets.choice("".join(_LETTERS)) for _ in range(12))
        if all(any(letter in letters for letter in drawn) for letters in _LETTERS):
            return "-".join((drawn[:4], drawn[4:8], drawn[8:]))


def _shape(password: str) -> list[str]:
    sentences = []
    if len(password) < PASSWORD_MIN_LENGTH:
        sentences.append(f"密码至少 {PASSWORD_MIN_LENGTH} 位，现在 {len(password)} 位。")
    if len(password) > PASSWORD_MAX_LENGTH:
        sentences.append(f"密码最多 {PASSWORD_MAX_LENGTH} 位。")
    if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < PASSWORD_CLASSES:
        sentences.append("密码要有大写字母、小写字母、数字、符号中的三类。")
    if not sentences and _is_common(password):
        sentences.append("这个密码太常见，别人会先试它，请换一个。")
    return sentences


def _is_common(password: str) -> bool:
    """Among the 20,000 that leaked most often; capitals and signs in between hide none of them."""
    plain = password.lower()
    return plain in _commonest() or re.sub(r"[\W_]", "", plain) in _commonest()


@cache
def _commonest() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _named(password: str, username: str) -> list[str]:
    return ["密码里不能有用户名。"] if username and username.lower() in password.lower() else []


def _history(password: str, user: Account) -> list[str]:
    sentences = _named(password, user.username)
    if user.pk and _was_used(password, user):
        sentences.append(f"不能用最近 {PASSWORDS_REMEMBERED} 次用过的密码。")
    return sentences


def _was_used(password: str, user: Account) -> bool:
    former = user.former_passwords.order_by("-replaced_at")[: PASSWORDS_REMEMBERED - 1]
    return any(check_password(password, hashed) for hashed in [user.password, *(f.password for f in former)])
