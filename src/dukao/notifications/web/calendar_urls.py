"""The address calendar programs read: it needs no log-in, its secret part is the key."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.notifications.web.views import calendar

app_name = "calendar"
urlpatterns: list[URLPattern | URLResolver] = [path("<str:secret>.ics", calendar.feed, name="feed")]
