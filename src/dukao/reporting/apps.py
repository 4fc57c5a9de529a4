"""Reports and their review: what this room adds to the frame, and whom it tells what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor
    from dukao.kernel.prepared import Count


class ReportingConfig(AppConfig):
    name = "dukao.reporting"
    verbose_name = "填报"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.checks import burden
        from dukao.checks.burden import Measure
        from dukao.documents.access import add_rule
        from dukao.journal.sentences import register
        from dukao.notifications.kinds import register_kinds
        from dukao.organisations.selectors import consequences
        from dukao.patrols.sampling import add_pool
        from dukao.reporting.selectors.burden import asked_by_reports, first_month_reported
        from dukao.reporting.selectors.deadlines import deadlines_of
        from dukao.reporting.selectors.drawing import REPORTS
        from dukao.reporting.selectors.endings import kept_of_ending_unit
        from dukao.reporting.selectors.evidence import is_shown_as_evidence
        from dukao.reporting.selectors.waiting import todos
        from dukao.reporting.vocabulary import EVENTS, FIELDS, NOTICE_KINDS
        from dukao.ui import deadlines
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        add_rule(is_shown_as_evidence)
        burden.add_source(
            asked_by_reports,
            Measure.LINES,
            Measure.CHARACTERS,
            Measure.EVIDENCE,
            first_day=first_month_reported,
        )
        add_source(todos)
        deadlines.add_source(deadlines_of)
        consequences.add_source(kept_of_ending_unit)
        register_kinds(*NOTICE_KINDS)
        add_pool(REPORTS)
        _add_navigation()


def _add_navigation() -> None:
    from dukao.kernel.roles import Role
    from dukao.reporting import policies
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.DELIVERY,
        Item(
            "月度填报", icon="table", url_name="reporting:mine", order=10, count=_left,
            shown_to=lambda actor: actor.has(Role.REPORTER, Role.UNIT_HEAD),
            covers=("reporting:show", "reporting:sheet"),
        ),
        Item(
            "逐项审核", icon="checks", url_name="reporting:review", order=20, count=_waiting,
            shown_to=lambda actor: policies.can_review_anything(actor).allowed,
        ),
        Item(
            "填报总览", icon="clipboard-list", url_name="reporting:overview", order=30,
            shown_to=lambda actor: policies.can_see_overview(actor).allowed,
            covers=("reporting:period", "reporting:rules"),
        ),
        Item(
            "实地核查", icon="map-pin", url_name="reporting:checks", order=40,
            shown_to=lambda actor: policies.can_see_overview(actor).allowed,
        ),
        Item(
            "共享数据", icon="database", url_name="reporting:shared", order=50,
            shown_to=lambda actor: policies.can_see_overview(actor).allowed,
            covers=("reporting:shared_upload", "reporting:shared_import"),
        ),
        Item(
            "校核申请", icon="message-report", url_name="reporting:corrections", order=60,
            shown_to=lambda actor: policies.can_see_corrections(actor).allowed,
        ),
    )  # fmt: skip


def _left(actor: Actor) -> Count:
    from dukao.kernel.clock import now
    from dukao.reporting.selectors.waiting import lines_left

    return lines_left(actor, now())


def _waiting(actor: Actor) -> Count:
    from dukao.kernel.clock import now
    from dukao.reporting.selectors.waiting import lines_waiting

    return lines_waiting(actor, now())
