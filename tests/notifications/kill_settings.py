"""The product as it is served, with one address more that stops in the middle of telling somebody."""

from dukao.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.notifications.kill_urls"
