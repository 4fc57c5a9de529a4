"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.notifications.web.views import channels, deliveries, inbox, rules, settings

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="inbox"),
    path("<int:notice_id>/", inbox.open_notice, name="open"),
    path("read/", inbox.read, name="read"),
    path("settings/", settings.preference, name="settings"),
    path("settings/calendar/", settings.make_calendar, name="make_calendar"),
    path("settings/calendar/revoke/", settings.revoke_calendar, name="revoke_calendar"),
    path("rules/", rules.rules, name="rules"),
    path("channels/", channels.channels, name="channels"),
    path("channels/add/", channels.add, name="add_channel"),
    path("channels/<int:channel_id>/", channels.change, name="change_channel"),
    path("channels/<int:channel_id>/try/", channels.try_out, name="try_channel"),
    path("channels/<int:channel_id>/pause/", channels.pause, name="pause_channel"),
    path("channels/<int:channel_id>/resume/", channels.resume, name="resume_channel"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/decide/", deliveries.decide, name="decide"),
]
