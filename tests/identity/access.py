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
    "identity:me": EVERYONE,
    "identity:roles": EVERYONE,
    "identity:code": set(),  # only between the right password and the code
    "identity:code-by-key": set(),
    "identity:sso-leave": set(),  # only where a provider is set
    "identity:sso-arrive": set(),
    "identity:link": set(),  # only on the way back from a provider
    "identity:link-other": set(),
    "identity:unlink": set(),  # whose link it is
    "identity:begin-key": EVERYONE,
    "identity:add-key": EVERYONE,
    "identity:remove-key": set(),  # whose key it is
    "identity:sessions": EVERYONE,
    "identity:end-others": EVERYONE,
    "identity:end-session": {Role.SECURITY_ADMIN},  # or whose session it is
    "identity:sessions-of": {Role.SECURITY_ADMIN},
    "identity:end-all-of": {Role.SECURITY_ADMIN},
    "identity:second-factor": EVERYONE,
    "identity:begin-factor": EVERYONE,
    "identity:confirm-factor": EVERYONE,
    "identity:renew-codes": EVERYONE,
    "identity:give-up-factor": EVERYONE,
    "identity:proposals": ADMIN_OFFICERS,
    "identity:confirm-proposal": {Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN},  # any officer but the proposer
    "identity:decline-proposal": {Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN},
    "identity:withdraw-proposal": {Role.SECURITY_ADMIN},  # the proposer
    "identity:propose-factor-reset": OFFICERS,
    "identity:rules": ADMIN_OFFICERS,
    "identity:keep-view": EVERYONE,
    "identity:forget-view": EVERYONE,
    "identity:lend": {Role.UNIT_HEAD},  # whoever holds the role that is lent
    "identity:end-loan": {Role.UNIT_HEAD, Role.REPORTER},  # lender and borrower
    "identity:act-for": {Role.REPORTER},  # the borrower
    "identity:act-for-nobody": set(),  # only while acting for somebody
    "identity:persona": set(),  # only in a demo
    "identity:accounts": OFFICERS,
    "identity:show": OFFICERS,
    "identity:support": BUSINESS | {Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN},
    "identity:grant-support": {Role.UNIT_HEAD, Role.OFFICE},
    "identity:end-support": {Role.UNIT_HEAD, Role.SECURITY_ADMIN},  # of the unit, or of all
    "identity:visits": set(),  # support people alone
    "identity:begin-support": set(),
    "identity:stale": OFFICERS,
    "identity:disable-stale": {Role.SYSTEM_ADMIN},
    "identity:add": {Role.SYSTEM_ADMIN},
    "identity:change": {Role.SYSTEM_ADMIN},
    "identity:disable": {Role.SYSTEM_ADMIN},
    "identity:enable": {Role.SYSTEM_ADMIN},
    "identity:unlock": {Role.SYSTEM_ADMIN},
    "identity:reset": {Role.SYSTEM_ADMIN},
    "identity:grant": {Role.SECURITY_ADMIN},
    "identity:revoke": {Role.SECURITY_ADMIN},
}


ELSEWHERE = {"identity:forget-view": EVERYONE}  # takes away one's own saved view, whatever the number


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
        "identity:remove-key": (0,),
        "identity:sso-leave": ("oidc",),
        "identity:sso-arrive": ("oidc",),
        "identity:unlink": (0,),
        "identity:link-other": someone,
        "identity:end-support": (visit.pk,),
        "identity:begin-support": (visit.pk,),
        "identity:end-loan": (loan.pk,),
        "identity:act-for": (city.head.pk,),
        "identity:persona": someone,
        "identity:confirm-proposal": (proposal.pk,),
        "identity:decline-proposal": (proposal.pk,),
        "identity:withdraw-proposal": (proposal.pk,),
        "identity:propose-factor-reset": someone,
        "identity:end-session": (log_in.pk,),
        "identity:forget-view": (1,),
        "identity:sessions-of": someone,
        "identity:end-all-of": someone,
        "identity:show": someone,
        "identity:change": someone,
        "identity:disable": someone,
        "identity:enable": someone,
        "identity:unlock": someone,
        "identity:reset": someone,
        "identity:grant": someone,
        "identity:revoke": (city.stranger.grants.get().pk,),
    }
