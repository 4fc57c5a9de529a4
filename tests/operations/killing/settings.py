"""The product as it is served, with the address and the work of the kill tests."""

from dukao.config.settings import *  # noqa: F403
from dukao.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.operations.killing"]
ROOT_URLCONF = "tests.operations.killing.urls"
