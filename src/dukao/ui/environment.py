"""The Jinja2 environment of all pages: strict, escaped, with the formats of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime
from jinja2 import Environment, StrictUndefined
from markupsafe import escape

from dukao.kernel.clock import now, today
from dukao.ui import formats
from dukao.ui.components import DRAWINGS_KEPT, LISTS_KEPT, Components, drawing
from dukao.ui.controls import control, kind_of, options_of
from dukao.ui.due import Due, due

FIGURES = ("number", "score", "signed", "points", "percent", "rank", "file_size", "digest")
TIMES = ("day_year", "iso", "clock", "weekday")
#: Formats without a year are for days of this one; those of other years are written in full.
YEARLESS = {"day": "day_year", "day_short": "iso", "moment": "moment_year", "moment_short": "moment_iso"}


def environment(**options: Any) -> Environment:
    """For ``OPTIONS["environment"]`` of Django's Jinja2 backend."""
    # Nothing is compiled twice: there are nearly as many templates as the 400 Jinja keeps by itself.
    options |= {
        "autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True,
        "cache_size": -1,
    }  # fmt: skip
    env = Environment(**options)  # noqa: S701 - autoescape stands in the lines above
    env.filters.update({name: getattr(formats, name) for name in FIGURES})
    env.filters.update({name: in_local_time(getattr(formats, name)) for name in TIMES})
    env.filters.update(
        {name: in_its_year(getattr(formats, name), getattr(formats, full)) for name, full in YEARLESS.items()}
    )
    env.filters["day_range"] = in_local_time(span)
    env.filters["attributes"] = attributes
    env.globals.update(
        static=static if env.auto_reload else lru_cache(static),
        url=url,
        now=lambda: localtime(now()),
        due_words=due_words,
        control=control,
        kind_of=kind_of,
        options_of=options_of,
    )
    env.globals["ui"] = Components(env)
    env.globals["drawn"] = drawing(env, DRAWINGS_KEPT)
    env.globals["drawn_list"] = drawing(env, LISTS_KEPT)
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page; a list writes the same few hundred again and again, so they are kept."""
    return _address(settings.ROOT_URLCONF, name, args, tuple(kwargs.items()))


@lru_cache(maxsize=8192)
def _address(site: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, urlconf=site, args=args or None, kwargs=dict(kwargs) or None)


def local(value: Any) -> Any:
    """Aware moments in the time of the place; anything else as it is."""
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value


def in_local_time(format_: Callable[..., str]) -> Callable[..., str]:
    @wraps(format_)
    def formatted(value: Any, *args: Any) -> str:
        return format_(local(value), *(local(arg) for arg in args))

    return formatted


def in_its_year(short: Callable[..., str], full: Callable[..., str]) -> Callable[..., str]:
    @wraps(short)
    def formatted(value: Any) -> str:
        day = local(value)
        return (short if day is None or day.year == today().year else full)(day)

    return formatted


def span(first: date, last: date) -> str:
    """Both days in another year than this one say which."""
    words = formats.day_range(first, last)
    return words if first.year != last.year or first.year == today().year else f"{first.year} 年 {words}"


def due_words(deadline: datetime | date, at: datetime | date) -> Due:
    return due(local(deadline), local(at))


def attributes(values: dict[str, Any]) -> SafeString:
    """Keyword arguments of a macro as HTML attributes: ``hx_get`` becomes ``hx-get``; None is left out."""
    given = sorted(
        (name.rstrip("_").replace("_", "-"), value) for name, value in values.items() if value is not None
    )
    return SafeString(
        "".join(
            f" {name}" if value is True else f' {name}="{escape(value)}"'
            for name, value in given
            if value is not False
        )
    )
