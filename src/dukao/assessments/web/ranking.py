"""The ranking page as its address asks for it: one group, one page of rows, the acts that are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from markupsafe import Markup

from dukao.assessments.policies import (
    can_finalise,
    can_freeze,
    can_post,
    can_reopen,
    can_run_rounds,
    can_unfreeze,
)
from dukao.assessments.selectors.cautions import cautions_of, why_early
from dukao.assessments.selectors.objections import unsettled
from dukao.assessments.selectors.policy import Term, notice_term_or_none
from dukao.assessments.selectors.rounds import scope_around
from dukao.assessments.selectors.sight import Sight
from dukao.assessments.selectors.standings import ROWS_PER_PAGE, GroupTable, Row, group_in
from dukao.assessments.selectors.story import Step, story_of
from dukao.assessments.vocabulary import OPEN_STATES
from dukao.journal.selectors import newest_attestation
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.kernel.verdict import Verdict
from dukao.ui.qr import qr_svg

if TYPE_CHECKING:
    from dukao.assessments.models import Round


@dataclass
class RankingPage:
    """What the template asks of one round; every part is worked out when it is shown."""

    actor: Actor
    round: Round
    sight: Sight
    query: QueryDict
    now: datetime

    @cached_property
    def table(self) -> GroupTable | None:
        """``None`` while nothing is computed."""
        group = group_in(self.sight.groups, self.query.get("group", ""))
        return GroupTable(self.round, self.sight, group) if group and self.round.result_digest else None

    @cached_property
    def rows(self) -> Page[Row]:
        rows = self.table.rows if self.table else []
        return Paginator(rows, ROWS_PER_PAGE).get_page(self.query.get("page", "1"))

    @property
    def story(self) -> list[Step]:
        return story_of(self.round)

    @cached_property
    def seal_code(self) -> Markup | None:
        """For paper: what the journal attested last, so that a printed result can be held against it."""
        attestation = newest_attestation() if self.round.state in OPEN_STATES else None
        return qr_svg(attestation.text, "最近一份日志存证的二维码") if attestation else None

    @property
    def may_take_bundle(self) -> bool:
        """The facts of this whole group are open to the actor."""
        return self.table is not None and self.table.is_whole

    @property
    def time_left(self) -> str:
        """Until the notice runs out: 2 天 4 小时."""
        assert self.round.notice_until is not None
        left = self.round.notice_until - self.now
        if left <= timedelta(0):
            return "已期满"
        hours = left.seconds // 3600
        return f"{left.days} 天 {hours} 小时" if left.days else f"{hours} 小时" if hours else "不到 1 小时"

    # -- acts ------------------------------------------------------------------------------------------

    @cached_property
    def scope(self) -> str:
        return scope_around(self.sight.places.values())

    @property
    def is_run_here(self) -> bool:
        """The actor is of the office that carries this round; others are offered no acts at all."""
        return can_run_rounds(self.actor, self.scope).allowed

    @property
    def may_decide(self) -> bool:
        return self.actor.has(Role.LEADER)

    @property
    def may_freeze(self) -> Verdict:
        return can_freeze(self.actor, self.round, self.scope)

    @property
    def may_unfreeze(self) -> Verdict:
        return can_unfreeze(self.actor, self.round, self.scope)

    @property
    def may_post(self) -> Verdict:
        return can_post(self.actor, self.round, self.scope)

    @property
    def may_finalise(self) -> Verdict:
        open_ones = unsettled(self.round, local_day(self.now)) if self.round.posted_at else 0
        return can_finalise(self.actor, self.round, self.scope, self.now, open_ones)

    @property
    def may_reopen(self) -> Verdict:
        return can_reopen(self.actor, self.round, self.scope)

    @cached_property
    def corrections(self) -> int:
        """How often the result was put right after it was posted."""
        return self.round.corrections.count() if self.round.posted_at else 0

    @cached_property
    def cautions(self) -> list[str]:
        """What is still open and would count as missing if the facts were frozen now."""
        return cautions_of(self.round, self.now)

    @cached_property
    def is_early(self) -> bool:
        """Freezing now takes a reason."""
        return bool(why_early(self.round, self.now))

    @cached_property
    def term(self) -> Term | None:
        """The notice if it were posted now."""
        return notice_term_or_none(self.now, self.round.version.scheme_id)
