"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.dashboards.web import views

app_name = "dashboards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("home/<slug:name>/", views.part, name="part"),
    path("todo/", views.todo, name="todo"),
    path("search/", views.find, name="search"),
    path("manual/", views.manual, name="manual"),
    path("manual/<slug:name>/", views.manual, name="manual_page"),
    path("wall/", views.wall, name="wall"),
]
