"""Django's settings. Everything that differs between machines comes from the learner's data folder."""

import secrets
from pathlib import Path

from django.utils.csp import CSP

from hotseat.web.home import learner_home

HOME = learner_home()
PACKAGE = Path(__file__).parent

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)  # Nothing that must outlive the process is signed; CSRF keeps its secret in a cookie.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "hotseat.web.urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 8_000_000

INSTALLED_APPS = ["hotseat.web.records", "hotseat.web.resume"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hotseat.web.guard.Guard",
    "hotseat.web.static_files.StaticFiles",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hotseat.web.pages.failures.Failures",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "context_processors": ["hotseat.web.pages.context.every_page"],
            "libraries": {"show": "hotseat.web.pages.show"},
            "builtins": ["hotseat.web.pages.show"],
        },
    }
]

# IMMEDIATE takes the write lock when a transaction begins, so that the busy timeout applies; in Django's default mode a
# read that turns into a write fails at once when another process wrote meanwhile.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME.database,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
}

# Two judgements at a time keep a two-core machine busy and its timings honest; a proof never waits behind them, and neither
# waits behind attacks.
TASKS = {
    "default": {
        "BACKEND": "hotseat.web.running.threads.ThreadBackend",
        "QUEUES": ["judging", "proving", "attacking"],
        "OPTIONS": {"WORKERS": {"judging": 2, "proving": 1, "attacking": 1}},
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static"
WHITENOISE_MAX_AGE = 0  # The browser asks each time whether a file changed, so that an update shows at once.
WHITENOISE_ALLOW_ALL_ORIGINS = False

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "hotseat.web.pages.failures.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
