"""Settings: one file for every mode; only the environment (environment.py) chooses."""

import os
import re
from typing import Any

import dj_database_url

from playground.environment import ROOT, Environment, kept_secret_key, prepare_data

ENVIRONMENT = Environment.read(os.environ)
BASE_DIR = ROOT
DATA = ENVIRONMENT.data
prepare_data(DATA, "staticfiles")

SECRET_KEY = ENVIRONMENT.secret_key or kept_secret_key(DATA)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "daphne",  # First: it gives `runserver` its ASGI server.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "ninja",  # Serves the scripts of /api/docs itself, so that the strict CSP holds there too.
    "playground.core",
    "playground.accounts",
    "playground.scenarios",
    "playground.runs",
    "playground.sharing",
    "playground.reference",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "playground.core.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "playground.core.body_limit.BodyLimitMiddleware",
    "playground.core.errors.FullDiskMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "playground.accounts.middleware.OwnerCookieMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "playground.urls"
ASGI_APPLICATION = "playground.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database: the truth about runs and frames ---------------------------------------------------

# Under ASGI a request has a thread of its own, so a kept connection would never be used again.
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "queueyard.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        # A transaction that begins by reading and then writes cannot wait for the lock in SQLite's
        # default mode: with 50 writers half of them fail. Beginning with the lock, none does.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-16000;"
        ),
    },
}
DATABASES: dict[str, Any] = {
    "default": (
        dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=0)
        if ENVIRONMENT.database_url
        else _SQLITE
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Tests run the site in several threads and processes: they need a file, not memory.
    DATABASES["default"]["TEST"] = {"NAME": DATA / f"test-{os.getpid()}.sqlite3"}

# --- Broker and workers --------------------------------------------------------------------------

REDIS_URL = ENVIRONMENT.redis_url
RUN_FRAME_PAUSE = ENVIRONMENT.frame_pause

CELERY_TASK_DEFAULT_QUEUE = ENVIRONMENT.queue
CELERY_TASK_IGNORE_RESULT = True  # A run's state is its row; no result backend.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # A busy worker must not hoard what an idle one could do.
# A lost worker's run is found by its lease (runs/reaper.py), with a cap on attempts.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 512_000  # kB; a child that grew is replaced after its task.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.05, "interval_max": 0.05}

CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
_broker = ENVIRONMENT.broker_url or REDIS_URL or "filesystem://"
if not _broker.startswith("filesystem"):
    CELERY_BROKER_URL = _broker
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
    if _broker.startswith("redis"):
        CELERY_BROKER_TRANSPORT_OPTIONS = {
            "visibility_timeout": 3600,  # Longer than any task may take (runs/limits.py).
            "socket_connect_timeout": 5,
            "health_check_interval": 10,
        }
else:
    prepare_data(DATA, "broker/queue", "broker/control", "broker/processed")
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA / "broker/queue"),
        "data_folder_out": str(DATA / "broker/queue"),
        "control_folder": str(DATA / "broker/control"),
        "processed_folder": str(DATA / "broker/processed"),
        "store_processed": False,
        "polling_interval": 0.1,
    }

# --- Static files: what Vite built, served from where it lies ------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "staticfiles"
FRONTEND = BASE_DIR / "static" / "dist"
# Vite writes its addresses with this prefix (`base` in static/vite.config.ts).
STATICFILES_DIRS = [("dist", FRONTEND)] if FRONTEND.is_dir() else []
WHITENOISE_USE_FINDERS = True


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:
    """Vite puts a hash of the content into the name of everything under assets/."""
    return re.search(r"/assets/.+-[\w-]{8,}\.\w+$", url) is not None


# --- Security ------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if ENVIRONMENT.https else None
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "csrftoken"
CSRF_FAILURE_VIEW = "playground.core.errors.csrf_failure"
if ENVIRONMENT.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000  # Bytes; above the largest design (simulator.limits).

# --- Words and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "playground": {"level": "INFO"},
        # It misses a host name where messages go through files, at each connection.
        "kombu.connection": {"level": "ERROR"},
    },
}
