"""All settings, read once from the environment; docs/settings.md explains each for an operator."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from undersigned.kit import env, keys, provider

PACKAGE = Path(__file__).resolve().parent
LANGUAGE_CODES = ("en", "fr", "de", "es", "it", "pt", "pl", "cy", "ar", "he")

_e = env.Environment()

# Where everything that is kept lies.
UNDERSIGNED_HOME = Path(_e.read("UNDERSIGNED_HOME", str, "var")).absolute()
PORT = _e.read("PORT", env.whole(1, 65535), 8000)
UNDERSIGNED_BIND = _e.read("UNDERSIGNED_BIND", str, "127.0.0.1")
UNDERSIGNED_URL = _e.read("UNDERSIGNED_URL", env.public_url, "")
UNDERSIGNED_TRUSTED_PROXIES = _e.read("UNDERSIGNED_TRUSTED_PROXIES", env.networks, ())
UNDERSIGNED_THREADS = _e.read("UNDERSIGNED_THREADS", env.whole(1, 256), 8)
UNDERSIGNED_LANE = _e.read("UNDERSIGNED_LANE", env.one_of("on", "off"), "on") == "on"
UNDERSIGNED_GATE_NETWORK = _e.read("UNDERSIGNED_GATE_NETWORK", env.whole(0, 1_000_000), 30)

# Who runs the site.
UNDERSIGNED_NAME = _e.read("UNDERSIGNED_NAME", env.one_line, "Undersigned")
UNDERSIGNED_RESPONSIBLE = _e.read("UNDERSIGNED_RESPONSIBLE", env.one_line, "")
UNDERSIGNED_KEEP_MONTHS = _e.read("UNDERSIGNED_KEEP_MONTHS", env.whole(1, 120), 6)
UNDERSIGNED_EXPORT_ADDRESSES = _e.read(
    "UNDERSIGNED_EXPORT_ADDRESSES", env.one_of("nobody", "staff", "team"), "team"
)

# Mail.
UNDERSIGNED_SMTP = _e.read("UNDERSIGNED_SMTP_URL", env.smtp_url, None)
UNDERSIGNED_MAIL_FROM = _e.read("UNDERSIGNED_MAIL_FROM", env.one_line, "")
UNDERSIGNED_MAIL_RATE = _e.read("UNDERSIGNED_MAIL_RATE", env.rate, 0.0)
UNDERSIGNED_MAIL_CONNECTIONS = _e.read("UNDERSIGNED_MAIL_CONNECTIONS", env.whole(1, 64), 2)
UNDERSIGNED_MAIL_PER_CONNECTION = _e.read("UNDERSIGNED_MAIL_PER_CONNECTION", env.whole(1, 10_000), 100)
UNDERSIGNED_MAIL_PER_ADDRESS = _e.read("UNDERSIGNED_MAIL_PER_ADDRESS", env.whole(1, 1000), 5)
UNDERSIGNED_MAIL_PER_NETWORK = _e.read("UNDERSIGNED_MAIL_PER_NETWORK", env.whole(1, 1_000_000), 10_000)
UNDERSIGNED_MAIL_PER_DAY = _e.read("UNDERSIGNED_MAIL_PER_DAY", env.whole(0, 100_000_000), 0)

# The organisation's own sign-in.
UNDERSIGNED_OIDC = provider.read(_e)

LANGUAGE_CODE = _e.read("UNDERSIGNED_LANGUAGE", env.one_of(*LANGUAGE_CODES), "en")
_database = _e.read("DATABASE_URL", env.database_url, "")
# One a core, but what more than a few of them gain, the database lacks where it runs on the same machine.
_processes = min(4, env.cores()) if _database else 1
UNDERSIGNED_WEB_PROCESSES = _e.read("UNDERSIGNED_WEB_PROCESSES", env.whole(1, 64), _processes)
_level = _e.read("UNDERSIGNED_LOG", env.one_of("debug", "info", "warning", "error"), "warning")

IS_LOOPBACK = UNDERSIGNED_BIND in ("127.0.0.1", "::1", "localhost")
if not IS_LOOPBACK and not UNDERSIGNED_URL:
    _e.refuse("UNDERSIGNED_URL: needed when UNDERSIGNED_BIND is not this machine alone")
if UNDERSIGNED_SMTP and not UNDERSIGNED_MAIL_FROM:
    _e.refuse("UNDERSIGNED_MAIL_FROM: needed with UNDERSIGNED_SMTP_URL, like petitions@example.org")
if UNDERSIGNED_WEB_PROCESSES > 1 and not _database:
    _e.refuse(
        "UNDERSIGNED_WEB_PROCESSES: more than 1 needs PostgreSQL (DATABASE_URL); SQLite is served by one"
    )
_e.finish()

# What a visitor of a fresh checkout sees is the same code as in production: there is no debug mode.
DEBUG = False
_key_file = UNDERSIGNED_HOME / "keys" / "django"
_django_key = (
    os.environ.get("UNDERSIGNED_KEY_DJANGO")
    or (_key_file.read_text().strip() if _key_file.exists() else "")
    or keys.new_entry()  # a command that runs before any key exists
)
SECRET_KEY = f"undersigned:{_django_key}"  # Django wants 50 characters, of which a key has 45
_public_host = urlsplit(UNDERSIGNED_URL).hostname
ALLOWED_HOSTS = [_public_host] if _public_host else ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "undersigned.management.Shell",
    "undersigned.desk.apps.Desk",
    "undersigned.delivery.apps.Delivery",
    "undersigned.signing.apps.Signing",
    "undersigned.petitions.apps.Petitions",
    "undersigned.people.apps.People",
    "undersigned.mailing.apps.Mailing",
    "undersigned.site",
    "undersigned.ops",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",  # its table alone; what asks a provider is loaded when somebody signs in by one
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "undersigned.urls"
WSGI_APPLICATION = "undersigned.wsgi.application"
APPEND_SLASH = False

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",  # says how long each answer is
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "undersigned.middleware.PathLanguage",
    "undersigned.middleware.PagePolicies",
    "undersigned.middleware.PostSize",
    "undersigned.middleware.DatabaseAway",
    "csp.middleware.CSPMiddleware",
    "undersigned.middleware.DeskSession",
    "undersigned.middleware.DeskCsrf",
    "undersigned.middleware.DeskAuthentication",
    "allauth.account.middleware.AccountMiddleware",
    "undersigned.middleware.DeskAccess",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "undersigned.site.context.site",
            ],
            "builtins": ["undersigned.templatetags.undersigned"],
        },
    }
]

if _database:
    _parsed = dj_database_url.parse(_database)
    _pool = {"min_size": 1, "max_size": UNDERSIGNED_THREADS + 4, "timeout": 10}
    # What the address asks for after its question mark, such as sslmode, stays.
    DATABASES = {
        "default": {**_parsed, "OPTIONS": {**_parsed.get("OPTIONS", {}), "pool": _pool}, "CONN_MAX_AGE": 0}
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "undersigned.ops.sqlite",
            "NAME": str(UNDERSIGNED_HOME / "undersigned.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # A write lock taken at the first read of a transaction never has to be upgraded, which SQLite
                # refuses at once, without waiting, when another process wrote in between.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON;",  # what was deleted is overwritten, in tables and indexes alike
            },
        }
    }

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
_NAMES = {
    "en": _("English"),
    "fr": _("French"),
    "de": _("German"),
    "es": _("Spanish"),
    "it": _("Italian"),
    "pt": _("Portuguese"),
    "pl": _("Polish"),
    "cy": _("Welsh"),
    "ar": _("Arabic"),
    "he": _("Hebrew"),
}
LANGUAGES = [(code, _NAMES[code]) for code in LANGUAGE_CODES]
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = UNDERSIGNED_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UNDERSIGNED_HOME / "media"},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UNDERSIGNED_HOME / "media" / "public"},
    },
    # Served by no address: a view opens what its reader may have.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UNDERSIGNED_HOME / "media" / "private"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# A signature is a few short fields: no visitor posts more than this, or a file. At the desk a story may
# be as long as a page can hold, and a picture as large as a camera makes it (middleware.PostSize).
VISITORS_POST = 64 * 1024
DESKS_POST = 21 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 120
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["undersigned.middleware.NoFiles"]

_is_https = UNDERSIGNED_URL.startswith("https://")
SECURE_SSL_REDIRECT = False  # the reverse proxy in front does it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if UNDERSIGNED_TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if _is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # no form of a visitor carries any authority of a session, so there is nothing to forge
    "security.W005",  # whether sub-domains speak HTTPS is not this site's to say
    "security.W008",  # the reverse proxy redirects to HTTPS
    "security.W021",  # nor to have the domain preloaded
]

# Accounts. A session is a row, and so is what sign-in counts: every process sees the same.
_own_host = "__Host-" if _is_https else ""  # such a name is taken from this very host alone
SESSION_COOKIE_NAME = f"{_own_host}session"
CSRF_COOKIE_NAME = f"{_own_host}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_FAILURE_VIEW = "undersigned.desk.views.forgery"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sign_in_limits"},
}
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "undersigned.desk.adapter.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # a password may be had; it is chosen after the first sign-in
ACCOUNT_FORMS = {"signup": "undersigned.desk.forms.SignUp", "login": "undersigned.desk.forms.SignIn"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who has no account
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address an account: the new one counts once it is confirmed
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in"
SOCIALACCOUNT_ADAPTER = "undersigned.desk.provider.adapter.Identities"
MFA_ADAPTER = "undersigned.desk.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = (
    not _is_https
)  # this machine alone: browsers give no passkey to plain HTTP

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _level.upper()},
    # Django's request log names paths, and a path may hold a signer's private link.
    "loggers": {
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},  # what strangers try would fill the log, a page each time
        "psycopg.pool": {"level": "CRITICAL"},  # each failure is told once, by whoever needed the connection
        "undersigned": {"level": _level.upper()},
    },
}
