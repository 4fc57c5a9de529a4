"""What programs ask: does it live, can it work, how does it stand."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dukao.operations.web import probes

app_name = "probes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", probes.ready, name="health"),
    path("healthz/live", probes.live, name="live"),
    path("healthz/ready", probes.ready, name="ready"),
    path("metrics", probes.metrics, name="metrics"),
]
