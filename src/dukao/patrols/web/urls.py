"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern

from dukao.patrols.web.draw_urls import DRAWS
from dukao.patrols.web.field_urls import FIELD

app_name = "patrols"
urlpatterns: list[URLPattern] = [*FIELD, *DRAWS]
