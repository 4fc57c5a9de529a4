"""Who may open which address of accounts, log-in and roles."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from dukao.identity.models import Grant, LogIn, Proposal, SupportVisit
from dukao.identity.vocabulary import ProposalKind
from dukao.kernel.roles import ADMIN_OFFICERS, Role
from tests.access import BUSINESS, EVERYONE, PUBLIC, Access
from tests.conftest import FOUNDED, NOW, TODAY, City

OFFICERS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}

ACCESS: Access = {
    "identity:login": PUBLIC,
    "identity:logout": EVERYONE,
    "identity:password": EVERYONE,
    "identity:password_strength": EVERYONE,
    "identity:me": EVERYONE,
    "identity:roles": EVERYONE,
    "identity:code": set(),  # only between the right password and the code
    "identity:code_by_key": set(),
    "identity:sso_leave": set(),  # only where a provider is set
    "identity:sso_arrive": set(),
    "identity:saml_metadata": set(),
    "identity:saml_pass_on": set(),
    "identity:saml_arrive": set(),
    "identity:link": set(),  # only on the way back from a provider
    "identity:link_other": set(),
    "identity:unlink": set(),  # whose link it is
    "identity:begin_key": EVERYONE,
    "identity:add_key": EVERYONE,
    "identity:remove_key": set(),  # whose key it is
    "identity:sessions": EVERYONE,
    "identity:end_others": EVERYONE,
    "identity:end_session": {Role.SECURITY_ADMIN},  # or whose session it is
    "identity:sessions_of": {Role.SECURITY_ADMIN},
    "identity:end_all_of": {Role.SECURITY_ADMIN},
    "identity:second_factor": EVERYONE,
    "identity:begin_factor": EVERYONE,
    "identity:confirm_factor": EVERYONE,
    "identity:renew_codes": EVERYONE,
    "identity:give_up_factor": EVERYONE,
    "identity:proposals": ADMIN_OFFICERS,
    "identity:confirm_proposal": {Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN},  # any officer but the proposer
    "identity:decline_proposal": {Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN},
    "identity:withdraw_proposal": {Role.SECURITY_ADMIN},  # the proposer
    "identity:propose_factor_reset": OFFICERS,
    "identity:rules": ADMIN_OFFICERS,
    "identity:keep_view": EVERYONE,
    "identity:forget_view": EVERYONE,
    "identity:lend": {Role.UNIT_HEAD},  # whoever holds the role that is lent
    "identity:end_loan": {Role.UNIT_HEAD, Role.REPORTER},  # lender and borrower
    "identity:act_for": {Role.REPORTER},  # the borrower
    "identity:act_for_nobody": set(),  # only while acting for somebody
    "identity:persona": set(),  # only in a demo
    "identity:accounts": OFFICERS,
    "identity:show": OFFICERS,
    "identity:support": BUSINESS | {Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN},
    "identity:grant_support": {Role.UNIT_HEAD, Role.OFFICE},
    "identity:end_support": {Role.UNIT_HEAD, Role.SECURITY_ADMIN},  # of the unit, or of all
    "identity:visits": set(),  # support people alone
    "identity:begin_support": set(),
    "identity:stale": OFFICERS,
    "identity:disable_stale": {Role.SYSTEM_ADMIN},
    "identity:add": {Role.SYSTEM_ADMIN},
    "identity:change": {Role.SYSTEM_ADMIN},
    "identity:disable": {Role.SYSTEM_ADMIN},
    "identity:enable": {Role.SYSTEM_ADMIN},
    "identity:unlock": {Role.SYSTEM_ADMIN},
    "identity:reset": {Role.SYSTEM_ADMIN},
    "identity:grant": {Role.SECURITY_ADMIN},
    "identity:revoke": {Role.SECURITY_ADMIN},
}


ELSEWHERE = {"identity:forget_view": EVERYONE}  # takes away one's own saved view, whatever the number


def objects(city: City) -> dict[str, tuple[object, ...]]:
    """The head of the housing bureau has lent the role to its reporter."""
    own = city.head.grants.get()
    loan = Grant.objects.create(
        account=city.reporter, role=own.role, unit=own.unit, since=FOUNDED, until=TODAY + timedelta(days=7),
        lent_from=own, granted_at=NOW,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        kind=ProposalKind.FACTOR_RESET, account=city.stranger, reason="手机遗失",
        proposed_by=city.security_admin, proposed_at=NOW,
    )  # fmt: skip
    browser = Client()
    browser.force_login(city.stranger)
    log_in = LogIn.objects.create(
        account=city.stranger, session_key=browser.session.session_key, at=NOW, device="Windows 电脑"
    )
    someone = (city.stranger.pk,)
    visit = SupportVisit.objects.create(
        unit=city.housing, account=city.stranger, view=Role.REPORTER, reason="排查", since=NOW,
        until=NOW + timedelta(hours=2), granted_by=city.head,
    )  # fmt: skip
    return {
        "identity:lend": (own.pk,),
        "identity:remove_key": (0,),
        "identity:sso_leave": ("oidc",),
        "identity:sso_arrive": ("oidc",),
        "identity:unlink": (0,),
        "identity:link_other": someone,
        "identity:end_support": (visit.pk,),
        "identity:begin_support": (visit.pk,),
        "identity:end_loan": (loan.pk,),
        "identity:act_for": (city.head.pk,),
        "identity:persona": someone,
        "identity:confirm_proposal": (proposal.pk,),
        "identity:decline_proposal": (proposal.pk,),
        "identity:withdraw_proposal": (proposal.pk,),
        "identity:propose_factor_reset": someone,
        "identity:end_session": (log_in.pk,),
        "identity:forget_view": (1,),
        "identity:sessions_of": someone,
        "identity:end_all_of": someone,
        "identity:show": someone,
        "identity:change": someone,
        "identity:disable": someone,
        "identity:enable": someone,
        "identity:unlock": someone,
        "identity:reset": someone,
        "identity:grant": someone,
        "identity:revoke": (city.stranger.grants.get().pk,),
    }
