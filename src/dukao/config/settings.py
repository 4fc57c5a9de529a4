"""Settings, all read from the environment; every variable is described in docs/operations.md."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import TypeVar

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from dukao.config.databases import database_settings
from dukao.config.queueing import queue_settings

env = environ.Env()
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def _switch(name: str, *, default: bool) -> bool:
    """Whether the environment says yes. A word that says neither is refused: it must not pass for a no."""
    said = env(name, default="").strip()
    if not said:
        return default
    if said.lower() not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} 只认 1（是）和 0（否），现在写的是“{said}”")
    return said.lower() in _YES


#: Where the product keeps what it writes: database, files, keys.
HOME = Path(env("DUKAO_HOME", default="var")).resolve()

#: Demo personas exist, and every page says so.
DUKAO_DEMO = _switch("DUKAO_DEMO", default=False)
#: The place this installation serves, written beside the product's name; ``dukao setup`` asks for it.
PLACE_FILE = HOME / "place"
_told = PLACE_FILE.read_text(encoding="utf-8") if PLACE_FILE.exists() else ""
DUKAO_PLACE = env("DUKAO_PLACE", default="霁川市" if DUKAO_DEMO else _told)
#: Serving over plain HTTP is for one's own machine only.
DUKAO_HTTPS = _switch("DUKAO_HTTPS", default=not DUKAO_DEMO)
#: Digest of journal rows and checkpoints: sha256 or sm3.
DUKAO_DIGEST = env("DUKAO_DIGEST", default="sha256")
#: Signature of the journal's attestations: ed25519 or sm2 (needs the extra dukao[sm]).
DUKAO_SIGNATURE = env("DUKAO_SIGNATURE", default="ed25519")
#: A folder of the discipline side that each day's attestation is written to; "" for none.
DUKAO_ATTESTATIONS = env("DUKAO_ATTESTATIONS", default="")


def _kept(name: str, make: str) -> str:
    """A value made once and kept in the home folder, readable by its owner only."""
    path = HOME / name
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        # Written beside it first: a disk that is full must not leave an empty key.
        fresh = path.with_name(f"{name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(make, encoding="utf-8")
        fresh.replace(path)
    return path.read_text(encoding="utf-8").strip()


Number = TypeVar("Number", int, float)


def _number(name: str, default: Number) -> Number:
    """A number of the environment, of the kind of its default."""
    try:
        return type(default)(env(name, default=str(default)))
    except ValueError as error:
        kind = "整数" if isinstance(default, int) else "数"
        raise ImproperlyConfigured(f"{name} 应为{kind}") from error


def _seal_key() -> str:
    return f"first:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _clock_offset() -> int:
    """Seconds between the product's clock and the machine's; only a demo has such a file."""
    path = HOME / "clock-offset"
    return int(path.read_text(encoding="utf-8")) if DUKAO_DEMO and path.exists() else 0


SECRET_KEY = env("DUKAO_SECRET_KEY", default="") or _kept("secret-key", secrets.token_urlsafe(48))
DUKAO_CLOCK_OFFSET = _clock_offset()
#: Keys that seal informants and handed-over clues, the first of them for what is new; never in the database.
DUKAO_SEAL_KEYS = (env("DUKAO_SEAL_KEYS", default="") or _kept("seal-keys", _seal_key())).split()

DEBUG = False
ALLOWED_HOSTS = env.list("DUKAO_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("DUKAO_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "dukao.ui.web.errors.csrf_failure"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "huey.contrib.djhuey",
    "dukao.ui",
    "dukao.journal",
    "dukao.background",
    "dukao.organisations",
    "dukao.identity",
    "dukao.notifications",
    "dukao.privacy",
    "dukao.documents",
    "dukao.checks",
    "dukao.issues",
    "dukao.matters",
    "dukao.schemes",
    "dukao.patrols",
    "dukao.reporting",
    "dukao.assessments",
    "dukao.oversight",
    "dukao.dashboards",
    "dukao.operations",
    "dukao.demo",
]

MIDDLEWARE = [
    "dukao.identity.middleware.forwarded_address_middleware",
    "dukao.operations.measuring.measuring_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "dukao.ui.middleware.cache_middleware",
    "dukao.ui.middleware.api_middleware",
    "dukao.journal.context.request_id_middleware",
    "dukao.kernel.memo.reading_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dukao.identity.middleware.idle_limit_middleware",
    "dukao.identity.middleware.actor_middleware",
    "dukao.identity.middleware.LogInRequired",
    "dukao.identity.middleware.password_due_middleware",
    "dukao.identity.middleware.factor_due_middleware",
    "dukao.identity.looking.only_looking_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dukao.ui.middleware.secrecy_middleware",
    "dukao.ui.middleware.size_middleware",
    "dukao.ui.middleware.clock_middleware",
    "dukao.ui.middleware.RefusalMiddleware",
    "dukao.documents.counting.CountingMiddleware",
]

ROOT_URLCONF = "dukao.config.urls"
WSGI_APPLICATION = "dukao.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "dukao.ui.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "dukao.ui.shell.context",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASES = {"default": database_settings(env("DUKAO_DATABASE_URL", default=""), HOME)}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "dukao.identity.standing.Accounts",
]
PASSWORD_HASHERS = ["dukao.identity.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "dukao.identity.passwords.PasswordPolicy"}]
LOGIN_URL = "identity:login"
LOGIN_REDIRECT_URL = "dashboards:home"
LOGOUT_REDIRECT_URL = "identity:login"

#: A provider people log in through (OpenID Connect), besides the password; "" for none.
DUKAO_OIDC_ISSUER = env("DUKAO_OIDC_ISSUER", default="")
DUKAO_OIDC_CLIENT_ID = env("DUKAO_OIDC_CLIENT_ID", default="dukao")
DUKAO_OIDC_CLIENT_SECRET = env("DUKAO_OIDC_CLIENT_SECRET", default="")
DUKAO_OIDC_SCOPE = env("DUKAO_OIDC_SCOPE", default="openid profile")
DUKAO_OIDC_CLAIM = env("DUKAO_OIDC_CLAIM", default="sub")
DUKAO_OIDC_NAME = env("DUKAO_OIDC_NAME", default="统一身份认证")
#: The same by CAS 3.0, which needs the extra dukao[cas].
DUKAO_CAS_URL = env("DUKAO_CAS_URL", default="")
DUKAO_CAS_NAME = env("DUKAO_CAS_NAME", default="统一身份认证（CAS）")
#: The same by SAML 2.0, which needs the extra dukao[saml] and the program xmlsec1.
DUKAO_SAML_IDP = env("DUKAO_SAML_IDP", default="")
DUKAO_SAML_METADATA = env("DUKAO_SAML_METADATA", default=str(HOME / "saml-idp.xml"))
DUKAO_SAML_ATTRIBUTE = env("DUKAO_SAML_ATTRIBUTE", default="")
DUKAO_SAML_NAME = env("DUKAO_SAML_NAME", default="统一身份认证（SAML）")

# 等保 2.0 三级 身份鉴别 b: axes counts failures; what locks, the dated rules say (selectors/lockout.py).
AXES_LOCK_OUT_AT_FAILURE = False
AXES_COOLOFF_TIME = "dukao.identity.selectors.lockout.cool_off"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_CLIENT_IP_CALLABLE = "dukao.identity.selectors.lockout.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
# Log-ins that succeed stand in the journal.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # its middleware would replace the log-in page, which says tries and times itself
    "axes.W006",  # addresses count in our own limits
]

#: Over HTTPS the prefix keeps other names of the same domain from setting it.
SESSION_ENGINE = "dukao.identity.standing"
SESSION_COOKIE_NAME = "__Host-sessionid" if DUKAO_HTTPS else "sessionid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DUKAO_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = _switch("DUKAO_SSL_REDIRECT", default=False) and DUKAO_HTTPS
#: A reverse proxy stands in front: what it says of scheme and address is believed.
DUKAO_PROXY = _switch("DUKAO_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DUKAO_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if DUKAO_HTTPS else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "worker-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"camera": [], "geolocation": [], "microphone": []}

# A month's report is a few dozen short fields and three small files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

#: What one trial score over the wire may ask for: bytes of the request, units × items, seconds.
DUKAO_PREVIEW_BYTES = _number("DUKAO_PREVIEW_BYTES", 2 * 1024 * 1024)
DUKAO_PREVIEW_CELLS = _number("DUKAO_PREVIEW_CELLS", 50_000)
DUKAO_PREVIEW_SECONDS = _number("DUKAO_PREVIEW_SECONDS", 10.0)
#: The largest request that is read at all (twenty files of a conclusion), and the largest single file.
DUKAO_REQUEST_BYTES = _number("DUKAO_REQUEST_BYTES", 420 * 1024 * 1024)
DUKAO_FILE_BYTES = _number("DUKAO_FILE_BYTES", 32 * 1024 * 1024)
#: Looks for malware in uploads: gets one on standard input, ends with 0 when there is none, 1 when there is.
DUKAO_SCANNER = env("DUKAO_SCANNER", default="")
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Our own bundles and nothing else: libraries bring files that no page asks for.
STATICFILES_DIRS = [Path(__file__).parent.parent / "ui" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

HUEY = queue_settings(env("DUKAO_QUEUE_URL", default=""), HOME)

#: Networks of one's own in which gateways for notices stand; without any only the open network is called.
DUKAO_GATEWAYS = env.list("DUKAO_GATEWAYS", default=[])

#: Where people reach the product, for links in what leaves the house: https://dukao.example.gov
DUKAO_URL = env("DUKAO_URL", default="").rstrip("/")
#: The mail server: smtp+tls://user:password@host:587. Without one nothing goes by mail.
DUKAO_MAIL = env("DUKAO_EMAIL_URL", default="")
globals().update(env.email_url("DUKAO_EMAIL_URL", default="smtp://127.0.0.1:25"))
DEFAULT_FROM_EMAIL = env("DUKAO_EMAIL_FROM", default="dukao@localhost")
EMAIL_TIMEOUT = 10

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: Whoever shows it may read /metrics from elsewhere; without one only programs on this machine may.
DUKAO_METRICS_TOKEN = env("DUKAO_METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "dukao.operations.logs.LineFormatter"},
        "json": {"()": "dukao.operations.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": env("DUKAO_LOG_FORMAT", default="line")}
    },
    # Below an error their lines repeat addresses with their secrets, or user names, which the journal keeps.
    # saml2 writes whole assertions into its errors; what is refused is told in our own words.
    "loggers": {name: {"level": "ERROR"} for name in ("apprise", "urllib3", "axes")}
    | {"saml2": {"level": "CRITICAL"}},
    "root": {"handlers": ["console"], "level": env("DUKAO_LOG_LEVEL", default="WARNING")},
}
