"""
One settings file, read from the environment.

Nothing set: a development site on this machine, with embedded servers, a card page that takes no money and mail that goes
to files. IECSITE_ENV=production: every variable that production needs must be there, and says so when it is not.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from iecsite import environment as env
from iecsite import sign_in
from iecsite.interface_description import DESCRIPTION

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(env.text("IECSITE_LOCAL") or BASE_DIR / ".local")

ENVIRONMENT = env.text("IECSITE_ENV", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(f"IECSITE_ENV is {ENVIRONMENT!r}; it takes development or production.")
PRODUCTION = ENVIRONMENT == "production"

DEBUG = env.flag("IECSITE_DEBUG", default=False)
if PRODUCTION:
    SECRET_KEY = env.required(
        "SECRET_KEY",
        why="sessions and signed links are sealed with it",
        example="fifty-or-more-random-characters-from-a-password-maker",
    )
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [
        env.required("ALLOWED_HOSTS", why="requests for other host names are refused", example="iec.example.org")
    ]
    SITE_URL = env.required("SITE_URL", why="letters carry links to the site", example="https://iec.example.org").rstrip("/")
    TICKET_SECRET = env.required(
        "TICKET_SECRET",
        why="the tickets of a draw are made with it, and it must outlast any one release",
        example="64 hexadecimal digits",
    )
else:
    SECRET_KEY = env.text("SECRET_KEY", "for-development-on-this-machine-only-never-for-a-public-site")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
    SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
    TICKET_SECRET = env.text("TICKET_SECRET", "0" * 64)

INSTALLED_APPS = [
    "iecsite",
    "profiles",
    "rounds",
    "applications",
    "iecsite.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "csp",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    # First: a kept answer has every header that the others add, and is kept apart by scheme and host.
    "iecsite.public_cache.PublicCache",
    "iecsite.middleware.DatabaseAway",
    "django.middleware.security.SecurityMiddleware",
    "iecsite.middleware.OpenToAll",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "iecsite.session_ended.SessionEnded",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "iecsite.middleware.PrivatePages",
    "profiles.views.looks.LooksAtFiles",
]

ROOT_URLCONF = "iecsite.urls"
WSGI_APPLICATION = "iecsite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["iecsite.templatetags.iec"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL")
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
elif PRODUCTION:
    env.required("DATABASE_URL", why="production keeps its own PostgreSQL", example="postgresql://iec:password@db:5432/iec")
else:
    DATABASES = {
        "default": {
            "ENGINE": "iecsite.embedded.backend",
            # A benchmark serves its own database.
            "NAME": env.text("IECSITE_DATABASE", "iecsite"),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
# A page may not wait long for a lock or hold one; a worker may take its time. The role of the process decides.
PROCESS_ROLE = env.text("IECSITE_ROLE", "command")
_STATEMENT_MS = {"web": 15_000, "worker": 300_000}.get(PROCESS_ROLE, 0)
_LOCK_MS = {"web": 5_000, "worker": 30_000}.get(PROCESS_ROLE, 0)
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    f"-c statement_timeout={_STATEMENT_MS} -c lock_timeout={_LOCK_MS} "
    f"-c idle_in_transaction_session_timeout={30_000 if PROCESS_ROLE == 'web' else 0} "
    # Where this is not set, every row that a trigger of django-pgtrigger sees raises and catches an error inside the database,
    # and each of those walks through all checks that wait for the commit: a million rows took hours instead of seconds.
    "-c pgtrigger.ignore={}"
)
DATABASES["default"]["OPTIONS"]["application_name"] = f"iecsite-{PROCESS_ROLE}"
DATABASES["default"]["TEST"] = {"NAME": env.text("IECSITE_TEST_DATABASE", "test_iecsite")}

# Used codes and wrong passwords are counted here. It lies in the database, so that every web process knows what the others saw
# and nobody's sign-in depends on the broker; most rows live for minutes.
KEPT_IN_THE_DATABASE = "iecsite.database_cache.UntilTheirEnd"
CACHES = {"default": {"BACKEND": KEPT_IN_THE_DATABASE, "LOCATION": "iecsite_cache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}

# How long a web process answers a public page or file from memory before it is made anew.
PUBLIC_CACHE_SECONDS = env.number("PUBLIC_CACHE_SECONDS", 10)

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = sign_in.password_rules(env.text("PWNED_PASSWORDS_URL"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "profiles.allauth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = sign_in.FORMS
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = sign_in.CODE_FORMAT
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = sign_in.CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = sign_in.CODE_ATTEMPTS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 10
# Codes by e-mail as a second factor; the adapter says whose (ADR 0022).
ACCOUNT_LOGIN_BY_CODE_FORMAT, ACCOUNT_LOGIN_BY_CODE_TIMEOUT = sign_in.CODE_FORMAT, sign_in.FACTOR_CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = sign_in.CODE_ATTEMPTS, 10
# A sign-in that waits for a code outlives a few of them.
ACCOUNT_LOGIN_TIMEOUT = 3 * sign_in.CODE_SECONDS
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_RATE_LIMITS = sign_in.RATE_LIMITS
# Behind a proxy everybody would share its address, and one person's wrong passwords would keep all others out.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = sign_in.FACTOR_FORMS
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "IEC"

SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "iecsite.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION

# --- Security -------------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_API = env.text("STRIPE_API", "https://api.stripe.com")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *(["https://checkout.stripe.com"] if STRIPE_SECRET_KEY else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Languages and time ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale" / area for area in ("site", "profiles", "rounds", "applications", "staff")]
FORMAT_MODULE_PATH = ["iecsite.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Toronto"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or LOCAL_DIR / "files")
# Files of the published rounds: the open-data tree that any web server can carry.
# Relays of the drand network. None is trusted: what they give is verified, so any number of them may be named.
DRAND_RELAYS = env.words(
    "DRAND_RELAYS", "https://api.drand.sh,https://api2.drand.sh,https://api3.drand.sh,https://drand.cloudflare.com"
)
# Authorities that stamp lists before the draw (RFC 3161), two at most, and the PEM file of roots that theirs must lead to.
TIME_STAMP_AUTHORITIES, TIME_STAMP_ROOTS = env.words("TIME_STAMP_AUTHORITIES"), env.text("TIME_STAMP_ROOTS")
# Rounds that draw from a local random value, for trials; never on a public site.
TEST_ROUNDS = env.flag("IECSITE_TEST_ROUNDS", default=not PRODUCTION)
PUBLIC_DIR = Path(env.text("PUBLIC_DIR") or LOCAL_DIR / "public")
_FILES: dict = {"BACKEND": "django.core.files.storage.FileSystemStorage"}  # under MEDIA_ROOT
if env.text("S3_BUCKET"):
    _FILES = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("S3_BUCKET"),
            "endpoint_url": env.text("S3_ENDPOINT") or None,
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
# host:port of a clamd that looks at files which people send in; None: none does.
CLAMAV_ADDRESS = env.address("CLAMAV_ADDRESS")
STORAGES = {
    "default": _FILES,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE, FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024, 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

# --- Mail -----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "IEC <no-reply@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
if env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("EMAIL_HOST")
    EMAIL_PORT = env.number("EMAIL_PORT", 25)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
elif PRODUCTION:
    env.required("EMAIL_HOST", why="letters are sent by e-mail", example="mail.example.org")
else:
    EMAIL_BACKEND = "iecsite.mailbox.EmailBackend"
MAILBOX_DIR = LOCAL_DIR / "mail"

# --- Background work ------------------------------------------------------------------------------------------------
# The row is the job; a message only rings a bell. Figures behind each line: CONTRIBUTING.md, "Background work".

REDIS_URL = env.text("REDIS_URL")
if PRODUCTION and not REDIS_URL:
    env.required("REDIS_URL", why="the workers are woken through it", example="redis://redis:6379/0")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_TIME_LIMIT = 120
_VISIBILITY = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": _VISIBILITY,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "socket_connect_timeout": 3,
    "health_check_interval": 25,
    "global_keyprefix": env.text("IECSITE_QUEUE_PREFIX", "iec:"),
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": _VISIBILITY}
CELERY_VISIBILITY_TIMEOUT = _VISIBILITY
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "beat-schedule")

# Who knows which season is open on a day: seasons belong to rounds, and eligibility below it asks by this name.
SEASON_CALENDAR = "rounds.queries.seasons.calendar"
# Pools and lists belong to rounds: where a person waits, what a changed answer does to that, whose list is not drawn to its end,
# and what lies ahead of whoever has sent a profile.
POOLS_HELD = "rounds.queries.standing.pools_held"
POOLS_FOLLOW = "rounds.operations.changes.follow"
LISTED = "rounds.queries.listed.listed"
LETTERS_OF_ORGANIZATIONS = "rounds.queries.nominations.held_by"  # of whoever says that they hold one
AFTER_SENDING = "rounds.queries.after_sending.after_sending"
AFFECTED_BY_CHOICE = "rounds.queries.affected.affected_by_choice"
COSTS = "applications.queries.fees.costs"  # fees belong to applications
LETTERS_OUT = "applications.queries.letters_out.letters_out"  # and so do letters of introduction
APPLICATION_FOLLOWS = "applications.operations.following.follow"  # and what an open application took over from the profile

# --- Forms, API, history, logs --------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "iecsite.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["iecsite.throttle.ByAddress"],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
}
# What is answered from a kept copy is not counted; 0: no limit.
API_PER_MINUTE = env.number("API_PER_MINUTE", 240)
SPECTACULAR_SETTINGS = DESCRIPTION
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
PGHISTORY_DEFAULT_TRACKERS = ()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "iecsite.logs.NoPersonalData"}},
    "formatters": {"plain": {"()": "iecsite.logs.PlainFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_personal_data"]}},
    "root": {"handlers": ["console"], "level": env.text("IECSITE_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.request": {"level": "ERROR"}},
}
