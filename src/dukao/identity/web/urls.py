"""Addresses of accounts, log-in and roles."""

from __future__ import annotations

from django.urls import path

from dukao.identity.web import accounts, entrance, factors, four_eyes, grants, own, rules, sessions

app_name = "identity"
urlpatterns = [
    path("login/", entrance.log_in, name="login"),
    path("code/", entrance.code, name="code"),
    path("logout/", entrance.log_out, name="logout"),
    path("personas/<int:account_id>/", entrance.enter_as_persona, name="persona"),
    path("password/", entrance.password, name="password"),
    path("", own.me, name="me"),
    path("sessions/", sessions.own_sessions, name="sessions"),
    path("sessions/others/end/", sessions.end_others, name="end-others"),
    path("sessions/<int:log_in_id>/end/", sessions.end, name="end-session"),
    path("<int:account_id>/sessions/", sessions.sessions_of, name="sessions-of"),
    path("<int:account_id>/sessions/end/", sessions.end_all_of, name="end-all-of"),
    path("second-factor/", factors.second_factor, name="second-factor"),
    path("second-factor/begin/", factors.begin, name="begin-factor"),
    path("second-factor/confirm/", factors.confirm, name="confirm-factor"),
    path("second-factor/codes/", factors.renew, name="renew-codes"),
    path("second-factor/end/", factors.give_up, name="give-up-factor"),
    path("proposals/", four_eyes.proposals, name="proposals"),
    path("proposals/<int:proposal_id>/confirm/", four_eyes.confirm, name="confirm-proposal"),
    path("proposals/<int:proposal_id>/decline/", four_eyes.decline, name="decline-proposal"),
    path("proposals/<int:proposal_id>/withdraw/", four_eyes.withdraw, name="withdraw-proposal"),
    path("rules/", rules.rules, name="rules"),
    path("roles/", own.roles, name="roles"),
    path("grants/<int:grant_id>/lend/", own.lend, name="lend"),
    path("loans/<int:grant_id>/end/", own.end_loan, name="end-loan"),
    path("act-for/<int:account_id>/", own.act_for, name="act-for"),
    path("act-for/nobody/", own.act_for_nobody, name="act-for-nobody"),
    path("all/", accounts.account_list, name="accounts"),
    path("new/", accounts.add, name="add"),
    path("<int:account_id>/", accounts.show, name="show"),
    path("<int:account_id>/change/", accounts.change, name="change"),
    path("<int:account_id>/disable/", accounts.disable, name="disable"),
    path("<int:account_id>/enable/", accounts.enable, name="enable"),
    path("<int:account_id>/unlock/", accounts.unlock, name="unlock"),
    path("<int:account_id>/reset/", accounts.reset, name="reset"),
    path("<int:account_id>/reset-factor/", four_eyes.propose_reset, name="propose-factor-reset"),
    path("<int:account_id>/grant/", grants.grant, name="grant"),
    path("grants/<int:grant_id>/revoke/", grants.revoke, name="revoke"),
]
