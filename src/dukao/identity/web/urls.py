"""Addresses of accounts, log-in and roles."""

from __future__ import annotations

from django.urls import path

from dukao.identity.web import accounts, entrance, grants, own

app_name = "identity"
urlpatterns = [
    path("login/", entrance.log_in, name="login"),
    path("logout/", entrance.log_out, name="logout"),
    path("personas/<int:account_id>/", entrance.enter_as_persona, name="persona"),
    path("password/", entrance.password, name="password"),
    path("", own.me, name="me"),
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
    path("<int:account_id>/grant/", grants.grant, name="grant"),
    path("grants/<int:grant_id>/revoke/", grants.revoke, name="revoke"),
]
