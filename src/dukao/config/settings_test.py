"""Settings of the tests: fast hashes, plain static files, background work done at once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DUKAO_HOME", tempfile.mkdtemp(prefix="dukao-test-"))
os.environ.setdefault("DUKAO_HTTPS", "0")

from dukao.config.settings import *  # noqa: F403
from dukao.config.settings import HUEY, STORAGES, env

SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="dukao-test-static-"))
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="dukao-test-files-"))
HUEY = {**HUEY, "immediate": True}
ALLOWED_HOSTS = ["*"]
DUKAO_GATEWAYS = ["127.0.0.0/8"]

if env("DUKAO_TEST_DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DUKAO_TEST_DATABASE_URL")}
    # What a test writes need not outlive a power cut.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
