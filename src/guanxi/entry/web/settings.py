"""Django's settings, derived from guanxi.toml and the environment; nothing else is configured anywhere.

GUANXI_WORKSPACE: the folder; DATABASE_URL: PostgreSQL instead of the workspace's ops.sqlite3; GUANXI_SECRET_KEY:
instead of the workspace's own.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from guanxi.entry import settings as configuration
from guanxi.entry.web.secrets import secret_key
from guanxi.entry.web.storage import database

WORKSPACE = Path(os.environ.get("GUANXI_WORKSPACE", ".")).resolve()
_HERE = Path(__file__).parent
_BRAND = configuration.load(WORKSPACE / configuration.FILE_NAME)
_URL = urlsplit(_BRAND.web.url)
HTTPS = _URL.scheme == "https"

DEBUG = False
SECRET_KEY = secret_key(WORKSPACE)
ALLOWED_HOSTS = [_URL.hostname or "127.0.0.1", "localhost", "127.0.0.1"]
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), WORKSPACE / "ops.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "guanxi.entry.web.urls"
WSGI_APPLICATION = "guanxi.entry.web.wsgi.application"
GUANXI_WIRING = "guanxi.entry.web.wiring.wire"
GUANXI_WEB = _BRAND.web
USE_TZ = True
TIME_ZONE = _BRAND.brand.timezone
LANGUAGE_CODE = "zh-hans" if _BRAND.language == "zh" else "en"
GUANXI_LANGUAGE = _BRAND.language
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "guanxi.ops.ground",
    "guanxi.ops.audit",
    "guanxi.ops.staff",
    "guanxi.ops.jobs",
    "guanxi.ops.treasure",
    "guanxi.ops.customers",
    "guanxi.ops.audiences",
    "guanxi.ops.plans",
    "guanxi.ops.tasks",
    "guanxi.ops.returns",
    "guanxi.ops.doctor",
    "guanxi.ops.office",
    "guanxi.ops.keys",
    "guanxi.ops.api",
    "guanxi.ops.imports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "guanxi.ops.api.complaints.InJson",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "guanxi.ops.ground.middleware.Tongue",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanxi.ops.ground.middleware.Complaints",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "guanxi.ops.ground.context.house",
            ],
            "builtins": ["guanxi.ops.ground.templatetags.house"],
        },
    }
]

# --- who gets in ---
AUTH_USER_MODEL = "staff.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "guanxi.ops.staff.views.locked"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "guanxi"

# --- what is sent, and how ---
SESSION_COOKIE_AGE = int(_BRAND.web.session_hours * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
CSRF_TRUSTED_ORIGINS = [_BRAND.web.url.rstrip("/")]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
        "font-src": [SELF], "connect-src": [SELF], "form-action": [SELF], "base-uri": [NONE],
        "frame-ancestors": [NONE], "manifest-src": [SELF],
    }
}  # fmt: skip
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_PERMISSIONS = 0o600

STATIC_URL = "/static/"
_FONTS = _HERE.parents[1] / "adapters" / "report" / "fonts"  # the reports' own
STATICFILES_DIRS = [_HERE / "static", ("fonts", _FONTS)]
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86_400
WHITENOISE_ALLOW_ALL_ORIGINS = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "waitress.queue": {"level": "ERROR"}},
}
