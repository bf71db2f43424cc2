"""One settings file; everything that differs between machines comes from the environment (see `portal.env`)."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import env, env_codabox, env_polling

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.DEBUG
HTTPS = env.HTTPS
SECRET_KEY = env.SECRET_KEY
FIELD_ENCRYPTION_KEYS = env.FIELD_ENCRYPTION_KEYS
BASE_DOMAIN = env.BASE_DOMAIN
ALLOWED_HOSTS = [f".{BASE_DOMAIN}", *env.ALLOWED_HOSTS]
CSRF_TRUSTED_ORIGINS = env.CSRF_TRUSTED_ORIGINS

# --- apps: shared ones live in the public schema, tenant ones in the schema of each office; never both -------------
SHARED_APPS = [
    "django_tenants",
    "offices",
    "codabox_sync.connections",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bootstrap",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "portal",
]
TENANT_APPS = ["dossiers", "financial", "ubl_inbox", "codabox_sync"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS, "monitoring"]
TENANT_MODEL = "offices.Office"
TENANT_DOMAIN_MODEL = "offices.Domain"
TENANT_LIMIT_SET_CALLS = True
ROOT_URLCONF = "portal.urls_office"
PUBLIC_SCHEMA_URLCONF = "portal.urls_public"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "offices.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "offices.middleware.OfficeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "offices.middleware.MembershipMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.nav",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "portal.wsgi.application"

# --- database, queue, files ----------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.DATABASE,
        "ENGINE": "offices.postgres",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": env.DATABASE_POOL_SIZE}} if env.DATABASE_POOL_SIZE else {},
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
REDIS_URL = env.REDIS_URL
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
STORAGES = {
    "default": env.STORAGE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if not HTTPS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if HTTPS else None
WHITENOISE_USE_FINDERS = not HTTPS

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "offices.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "offices.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "offices.forms.OfficeLoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key,50/5m/ip"}
MFA_TOTP_ISSUER = "Afpunt"
SESSION_COOKIE_AGE = 14 * 24 * 3600
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if env.EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_HOST = env.EMAIL_HOST
DEFAULT_FROM_EMAIL = env.DEFAULT_FROM_EMAIL

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # an identity in a page is not an amount: what is grouped says so (`count`, `amount`)
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# --- security ------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- REST API ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["offices.api.OfficeTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["offices.api.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 500,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Afpunt API",
    "DESCRIPTION": "The books of each dossier come in; the journal lines of its bank statements go out.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- CodaBox -------------------------------------------------------------------------------------------------------
CODABOX_PROVIDER = env_codabox.CODABOX_PROVIDER
CODABOX_BASE_URL = env_codabox.CODABOX_BASE_URL
CODABOX_SOFTWARE_COMPANY = env_codabox.CODABOX_SOFTWARE_COMPANY
CODABOX_POLL_SECONDS = env_codabox.CODABOX_POLL_SECONDS
CODABOX_OBEY_FETCH_DELAY = env_codabox.CODABOX_OBEY_FETCH_DELAY
CODABOX_REQUESTS_PER_SECOND = env_codabox.CODABOX_REQUESTS_PER_SECOND
CODABOX_CONCURRENCY = env_codabox.CODABOX_CONCURRENCY
CODABOX_CONNECT_SECONDS = env_codabox.CODABOX_CONNECT_SECONDS
CODABOX_READ_SECONDS = env_codabox.CODABOX_READ_SECONDS
CODABOX_ATTEMPTS = env_codabox.CODABOX_ATTEMPTS
CODABOX_ACK_ENABLED = env_codabox.CODABOX_ACK_ENABLED
CODABOX_ACK_MODE = env_codabox.CODABOX_ACK_MODE
CODABOX_REDELIVERY = env_codabox.CODABOX_REDELIVERY
CODABOX_INACTIVE_IBAN = env_codabox.CODABOX_INACTIVE_IBAN
CODABOX_404_POLICY = env_codabox.CODABOX_404_POLICY
CODABOX_FORMATS = env_codabox.CODABOX_FORMATS
CODABOX_TIME_ZONE = env_codabox.CODABOX_TIME_ZONE
IBANITY_URL = env_codabox.IBANITY_URL
IBANITY_CLIENT_ID = env_codabox.IBANITY_CLIENT_ID
IBANITY_CLIENT_SECRET = env_codabox.IBANITY_CLIENT_SECRET
IBANITY_TLS_CERTIFICATE = env_codabox.IBANITY_TLS_CERTIFICATE
IBANITY_TLS_KEY = env_codabox.IBANITY_TLS_KEY
IBANITY_TLS_KEY_PASSWORD = env_codabox.IBANITY_TLS_KEY_PASSWORD
IBANITY_AUTHORITY = env_codabox.IBANITY_AUTHORITY
IBANITY_SIGN = env_codabox.IBANITY_SIGN
IBANITY_SIGNING_CERTIFICATE = env_codabox.IBANITY_SIGNING_CERTIFICATE
IBANITY_SIGNING_KEY = env_codabox.IBANITY_SIGNING_KEY
IBANITY_SIGNING_KEY_PASSWORD = env_codabox.IBANITY_SIGNING_KEY_PASSWORD
CONNECT_OVERLAP_HOURS = env_codabox.CONNECT_OVERLAP_HOURS
CONNECT_LOOKBACK_DAYS = env_codabox.CONNECT_LOOKBACK_DAYS
CONNECT_PAGE_LIMIT = env_codabox.CONNECT_PAGE_LIMIT
CONNECT_CONSENT_CHECK_HOURS = env_codabox.CONNECT_CONSENT_CHECK_HOURS
CONNECT_WITHDRAWN_STATUSES = env_codabox.CONNECT_WITHDRAWN_STATUSES

# Called by financial, which stands below codabox_sync and cannot import it.
LAST_CHECKS = "codabox_sync.checks.last_checks"

# --- background work -----------------------------------------------------------------------------------------------
CODABOX_REDELIVERY_EVERY = env_polling.CODABOX_REDELIVERY_EVERY
CODABOX_GONE_SECONDS = env_polling.CODABOX_GONE_SECONDS
CODABOX_STORE_BATCH = env_polling.CODABOX_STORE_BATCH
CODABOX_ROUND_SECONDS = env_polling.CODABOX_ROUND_SECONDS
CODABOX_CLAIM_SECONDS = env_codabox.CODABOX_CLAIM_SECONDS
CODABOX_QUEUE_SECONDS = env_codabox.CODABOX_QUEUE_SECONDS
CODABOX_CHECK_NOW_SECONDS = env_polling.CODABOX_CHECK_NOW_SECONDS
CODABOX_BREAKER_FAILURES = env_polling.CODABOX_BREAKER_FAILURES
CODABOX_BREAKER_SECONDS = env_polling.CODABOX_BREAKER_SECONDS
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A worker killed in mid-task gives its task back after this time; longer than the longest poll.
    "visibility_timeout": env_polling.CELERY_VISIBILITY_SECONDS,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Brussels"
CELERY_TASK_DEFAULT_QUEUE = "afpunt"
# One queue per kind of work: waiting for CodaBox (poll), using the processor (process), and the rest.
CELERY_TASK_ROUTES = {
    "codabox_sync.tasks.poll_*": {"queue": "poll"},
    "codabox_sync.tasks.process_*": {"queue": "process"},
}
# Below the visibility timeout: a task that hangs is ended before it is given to somebody else as well.
CELERY_TASK_SOFT_TIME_LIMIT = int(env_polling.CELERY_VISIBILITY_SECONDS * 0.9)
CELERY_TASK_TIME_LIMIT = int(env_polling.CELERY_VISIBILITY_SECONDS * 0.95)
CELERY_BEAT_SCHEDULE = {
    # Hands out what is due in this minute; what lay longer in the queue is not worth doing any more.
    "poll-codabox": {
        "task": "codabox_sync.tasks.hand_out_polls",
        "schedule": crontab(),
        "options": {"queue": "poll", "expires": 55},
    },
    "check-consents": {
        "task": "codabox_sync.connections.tasks.check_consents",
        "schedule": crontab(minute="7,22,37,52"),
        "options": {"expires": 600},
    },
}

LOGGING = env.logging_config(debug=DEBUG)
