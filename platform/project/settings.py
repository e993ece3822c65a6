"""All settings, from the environment. A setting that would be unsafe in production stops the start.

`KUSZOB_MODE` is `production` unless said otherwise; `demo` and `test` are set by `make demo` and
`make test` and allow what production refuses: plain http, a fixed key, demo sign-in help.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[2]
MODE = os.environ.get("KUSZOB_MODE", "production")
PRODUCTION = MODE == "production"
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"KUSZOB_MODE is {MODE!r}; it must be production, demo or test.")


def required(name: str, otherwise: str) -> str:
    """The variable's value; outside production it may be missing."""
    value = os.environ.get(name, "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set: the service does not start without it (see .env.example).")
    return value or otherwise


# ---------------------------------------------------------------- the service and its hosts
SECRET_KEY = required("KUSZOB_SECRET_KEY", "demo-key-for-a-machine-of-your-own-never-for-a-town-" + "0" * 20)
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("KUSZOB_SECRET_KEY is shorter than 50 characters: generate a longer random one.")
DEBUG = False
BARE_HOST = required("KUSZOB_HOST", "localhost")
PORT = int(os.environ.get("KUSZOB_PORT", "8000"))
SCHEME = "https" if PRODUCTION else "http"
# Hosts are offices' own domains, so the office lookup is the gate: an unknown host is a 404.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "project.urls"
PUBLIC_SCHEMA_URLCONF = "project.urls_public"
WSGI_APPLICATION = "project.wsgi.application"

# ---------------------------------------------------------------- schemas, roles, database
SHARED_APPS = [
    "django_tenants",
    "tenants.registry",
    "worker",
    "catalogue.shared",
    "exchange.pool",
]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "kernel",
    "tenants.accounts",
    "shell",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "cases.people",
    "cases.housing_stock",
    "cases.tenancies",
    "cases.arrears",
    "exchange.adverts",
    "exchange.moves",
    "exchange.sales",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *[app for app in TENANT_APPS if app not in SHARED_APPS],
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "project",
]
TENANT_MODEL = "registry.Office"
TENANT_DOMAIN_MODEL = "registry.Domain"
PUBLIC_SCHEMA_NAME = "public"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]

# Modules that say which database role may do what in the shared schema.
SHARED_GRANTS = ["tenants.registry.grants", "worker.grants", "catalogue.shared.grants", "exchange.pool.grants"]
# Called, inside the office, when it is opened: each installs what a new office starts with.
OFFICE_OPENING = [
    "cases.arrears.defaults.install",
    "cases.arrears.household_defaults.install",
    "exchange.sales.opening.install",
]
# Asked just before a message leaves, and told how it ended, by the message's topic.
DELIVERY_RULES = {
    "reminder": "cases.arrears.reminders",
    "case_letter": "cases.arrears.case_letters",
    "creditor_letter": "cases.arrears.creditor_letters",
    "due_notice": "cases.arrears.due_notices",
    "exchange_notice": "exchange.adverts.notices",
    "exchange_message": "exchange.moves.town_mail",
    "exchange_step": "exchange.moves.notices",
    "sale_appointment": "exchange.sales.notices",
}
# Makes and takes what one office writes to another, by the message's topic.
TOWN_MAIL = {"exchange_message": "exchange.moves.town_mail"}
# Told of a letter that came back by e-mail: (message, addresses it failed at, day).
RETURNED_LETTER = "cases.arrears.returned.by_mail"
# Slices above the arrears that hold a tenancy's ladder: day -> {tenancy id: pause reason}.
LADDER_OVERLAYS = ["exchange.adverts.holding.open_exchanges"]
# Agreements that keep what is paid of a charge free of late interest: keys of charges to spells of days.
INTEREST_FREE = ["cases.arrears.plan_interest.free_spells"]
# What a household is asked to pay by an agreement, instead of the whole account: (tenancy, day) -> Ask or None.
ASKED_INSTEAD = "cases.arrears.asking.by_plan"
# The desk's and the portal's main menu, in the order shown.
NAVIGATION = [
    "project.menu.TODAY",
    "cases.tenancies.menu.TENANCIES",
    "cases.tenancies.menu.STATEMENTS",
    "cases.arrears.menu.ARREARS",
    "cases.tenancies.menu.MONEY",
    "cases.arrears.menu.REMINDERS",
    "cases.tenancies.menu.RENT_ROLLS",
    "exchange.adverts.menu.EXCHANGE",
    "project.menu.OFFICE",
    "cases.tenancies.menu.MY_HOME",
    "exchange.adverts.menu.MY_EXCHANGE",
    "project.menu.HELP",
]
# What waits for a person today, slice by slice; the desk's first page.
WORK_LISTS = [
    "cases.arrears.work.due",
    "cases.arrears.household_work.due",
    "cases.tenancies.work.due",
    "exchange.sales.work.due",
    "exchange.adverts.work.due",
]
# Parts of a page that come from a slice above the page's own.
PANELS = {
    "tenancy": ["cases.arrears.desk.panel.of"],
    "arrears_case": [
        "cases.arrears.desk.household_panel.of",
        "exchange.adverts.desk.case_panel.of",
        "exchange.sales.desk.panels.of_case",
    ],
    "adverts": ["exchange.sales.desk.panels.beside_adverts"],
    "advert": ["exchange.sales.desk.panels.of_advert"],
    "my_tenancy": ["cases.arrears.portal.panel.of"],
    "my_exchange": ["exchange.sales.portal.panel.of"],
}
# Role -> permissions; one table, readable by an auditor.
ROLE_TABLE = "project.roles.ROLES"

# The command line that migrates and opens offices signs in as the owner; web and worker never do.
AS_OWNER = os.environ.get("KUSZOB_AS_OWNER") == "1"
_dsn = conninfo_to_dict(
    required("DATABASE_OWNER_URL", "dbname=kuszob") if AS_OWNER else required("DATABASE_URL", "dbname=kuszob")
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "kernel.db",
        "NAME": _dsn.pop("dbname", "kuszob"),
        "USER": _dsn.pop("user", ""),
        "PASSWORD": _dsn.pop("password", ""),
        "HOST": _dsn.pop("host", ""),
        "PORT": str(_dsn.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {**_dsn, "application_name": "kuszob"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- Redis: wake-ups and throwaway counters
REDIS_URL = required("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # A cached value belongs to the office in whose schema it was made.
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}
CELERY_BROKER = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")

# ---------------------------------------------------------------- requests
# The proxies whose X-Forwarded-For is believed; from anybody else it is ignored.
try:
    TRUSTED_PROXIES = [
        ip_network(part.strip()) for part in os.environ.get("KUSZOB_TRUSTED_PROXIES", "").split(",") if part.strip()
    ]
except ValueError as error:
    raise ImproperlyConfigured(f"KUSZOB_TRUSTED_PROXIES is not a list of networks: {error}.") from error
MIDDLEWARE = [
    "shell.addresses.ClientAddressMiddleware",
    "tenants.registry.doors.OfficeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shell.guards.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
SECURE_SSL_REDIRECT = PRODUCTION and os.environ.get("KUSZOB_TLS_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$", r"^known-host$"]  # asked inside the network, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Host-only: no Domain attribute, so a session of one town is never sent to another.
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a larger file waits on the disk

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "platform" / "shell" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["shell.templatetags.office"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shell.pages.surroundings",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("KUSZOB_STATIC_ROOT", ROOT / "var" / "static"))
STATICFILES_DIRS = [ROOT / "platform" / "shell" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False

# ---------------------------------------------------------------- people who sign in
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "tenants.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody signs up here, and a stranger's address gets no mail
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Passwords are counted by axes, per name and address; here: codes, mails and repeated confirmations. Counted per
# office. A whole office may sit behind one address, so what counts by address is generous.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/15m/key",  # codes of the second step, per person
    "reset_password": "30/h/ip,5/h/key",
    "reset_password_from_key": "30/15m/ip",
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
}
MFA_ADAPTER = "tenants.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "tenants.accounts.adapter.name_tried"
AXES_LOCKOUT_TEMPLATE = "shell/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# ---------------------------------------------------------------- language and time
LANGUAGE_CODE = "hu"
LANGUAGES = [("hu", "Magyar"), ("en", "English")]
LOCALE_PATHS = [ROOT / "platform" / "shell" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Europe/Budapest"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# ---------------------------------------------------------------- letters and delivery
SMTP = {
    "host": required("KUSZOB_SMTP_HOST", "127.0.0.1"),
    "port": int(os.environ.get("KUSZOB_SMTP_PORT", "25")),
    "username": os.environ.get("KUSZOB_SMTP_USER", ""),
    "password": os.environ.get("KUSZOB_SMTP_PASSWORD", ""),
    "use_tls": os.environ.get("KUSZOB_SMTP_TLS", "1" if PRODUCTION else "0") == "1",
    "timeout": 20,
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}}
DEFAULT_FROM_EMAIL = os.environ.get("KUSZOB_FROM", f"ertesites@{BARE_HOST}")
# A Maildir into which the relay copies what it accepted: the evidence that a message went out.
MAIL_JOURNAL = Path(os.environ["KUSZOB_MAIL_JOURNAL"]) if os.environ.get("KUSZOB_MAIL_JOURNAL") else None
# A Maildir into which the mail server lays what comes back to our sender address.
RETURNED_MAIL = Path(os.environ["KUSZOB_RETURNED_MAIL"]) if os.environ.get("KUSZOB_RETURNED_MAIL") else None
# The text message gateway and its key; without one, texts are laid into a folder (demonstration and tests only).
SMS = {
    "gateway": os.environ.get("KUSZOB_SMS_GATEWAY", ""),
    "token": os.environ.get("KUSZOB_SMS_TOKEN", ""),
    "sink": os.environ.get("KUSZOB_SMS_SINK", str(ROOT / "var" / "sms")),
}
# Where the letters for the print shop are laid, one folder an office.
POST_SPOOL = Path(required("KUSZOB_POST_SPOOL", str(ROOT / "var" / "post")))

# ---------------------------------------------------------------- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["shell.rest.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["shell.rest.authentication.HasToken"],
    "DEFAULT_RENDERER_CLASSES": ["shell.rest.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "shell.rest.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "SCHEMA_COERCE_PATH_PK": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Küszöb API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Housing offices' API. Every address belongs to one office; a token opens only its own office.",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PlanState": "cases.arrears.models.plans.PaymentPlan.State",
        "ContactKind": "cases.arrears.models.cases.Contact.Kind",
        "CaseStage": "cases.arrears.models.cases.ArrearsCase.Stage",
        "ReminderState": "cases.arrears.models.runs.Reminder.State",
        "AdvertState": "exchange.pool.states.State",
        "ProposalState": "exchange.pool.steps.Stage",
        "SalePlanState": "exchange.sales.models.plans.SalePlan.State",
    },
}

# A dotted name only in the demonstration: the sign-in page then shows the sample sign-ins.
DEMO_SIGN_INS = "project.demo.sign_ins.shown" if MODE == "demo" else ""
METRICS_OPEN = os.environ.get("KUSZOB_METRICS", "0" if PRODUCTION else "1") == "1"

# ---------------------------------------------------------------- logs: what happened, never to whom
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("KUSZOB_LOG", "WARNING")},
}
