"""What leaves the house: at most the title of a notice and a link, never its text, never a person's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from dukao.notifications.kinds import kind_named
from dukao.notifications.vocabulary import DIGEST_LINES, Medium, OutsideWords

if TYPE_CHECKING:
    from dukao.notifications.models import Delivery


def outside_words(deliveries: Sequence[Delivery], words: str, unit_name: str = "") -> tuple[str, str]:
    """Title and body of one message for these deliveries, which go the same way to the same place.

    A group is told only that a unit has something waiting: who is told what is not the group's affair.
    """
    first = deliveries[0]
    if first.channel.medium == Medium.ROBOT:
        return f"【督考】{unit_name}有新的{kind_named(first.kind).label}消息", f"请登录督考查看。{_link()}"
    if len(deliveries) == 1:
        link = _link(reverse("notifications:open", args=[first.notice_id]))
        return f"【督考】{_line(first, words)}", f"请登录督考查看。{link}"
    title = f"【督考】{len(deliveries)} 条消息"
    if words == OutsideWords.KIND:
        counts = Counter(delivery.kind_label for delivery in deliveries)
        lines = [f"{label} {count} 条" for label, count in counts.most_common()]
    else:
        lines = [_line(delivery, words) for delivery in deliveries[:DIGEST_LINES]]
        rest = len(deliveries) - len(lines)
        lines += [f"另有 {rest} 条"] if rest else []
    return title, "\n".join([*lines, f"请登录督考查看。{_link(reverse('notifications:inbox'))}"])


def _line(delivery: Delivery, words: str) -> str:
    if kind_named(delivery.kind).is_discreet:
        return "有一条须你本人查看的消息"
    if words == OutsideWords.KIND:
        return f"有一条{kind_named(delivery.kind).label}消息"
    return delivery.notice.title


def _link(path: str = "") -> str:
    """Absolute, and only when the installation says under which address it is reached."""
    return f"{settings.DUKAO_URL}{path or reverse('notifications:inbox')}" if settings.DUKAO_URL else ""
