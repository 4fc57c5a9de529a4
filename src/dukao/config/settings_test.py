"""Settings of the tests: fast hashes, plain static files, background work done at once."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

#: What this process writes; it goes with the process, though not with a child that is a fork of it.
_FOLDER = Path(tempfile.mkdtemp(prefix="dukao-test-"))


def _forget(owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(_FOLDER, ignore_errors=True)


atexit.register(_forget, os.getpid())
for _part in ("home", "static", "files"):
    (_FOLDER / _part).mkdir()
os.environ.setdefault("DUKAO_HOME", str(_FOLDER / "home"))
os.environ.setdefault("DUKAO_HTTPS", "0")

from dukao.config.settings import *  # noqa: E402, F403
from dukao.config.settings import DATABASES, HUEY, STORAGES, env  # noqa: E402

SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = _FOLDER / "static"
MEDIA_ROOT = _FOLDER / "files"
HUEY = {**HUEY, "immediate": True}
ALLOWED_HOSTS = ["*"]
DUKAO_GATEWAYS = ["127.0.0.0/8"]

if env("DUKAO_TEST_DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DUKAO_TEST_DATABASE_URL")}
    # What a test writes need not outlive a power cut.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
else:
    # Whoever relies on an order without asking for one finds out here, and not some day on PostgreSQL.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"
