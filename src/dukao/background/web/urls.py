"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.background.web import views

app_name = "tasks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.task_list, name="list"),
    path("<int:task_id>/", views.show, name="show"),
    path("<int:task_id>/progress/", views.show, name="progress"),
]
