"""All settings, read from the environment; nonsense stops the start with a sentence that names the variable."""

import ipaddress
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core import keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
TESTING = "pytest" in sys.modules


def flag(name, default):
    """`0` or `1` from the environment; anything else is refused."""
    value = env.str(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def number(name, default):
    """A whole number above nothing from the environment."""
    value = env.str(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value[:9])):
        raise ImproperlyConfigured(f"{name} must be a whole number above 0, not {value!r}")
    return int(value)


def days_of_month(name, default):
    """Days of January, in order, separated by commas."""
    value = env.str(name, ",".join(map(str, default)))
    days = [int(day) if day.isascii() and day.isdigit() else 0 for day in value.split(",")]
    if days != sorted(set(days)) or not all(1 <= day <= 31 for day in days):
        raise ImproperlyConfigured(
            f"{name} must hold days of January in order such as 10,20,31, not {value!r}"
        )
    return days


def one_of(name, default, *others):
    """A word from the environment, of a few."""
    value = env.str(name, default)
    if value not in (default, *others):
        raise ImproperlyConfigured(f"{name} must be one of {', '.join([default, *others])}, not {value!r}")
    return value


def index_address(name):
    """The address of an index, or nothing."""
    value = env.str(name, "").rstrip("/")
    parts = urlsplit(value)
    if value and not (
        parts.scheme in ("http", "https")
        and parts.hostname
        and parts.path.strip("/").count("/") == 0 < len(parts.path)
    ):
        raise ImproperlyConfigured(
            f"{name} must be an address such as http://host:9200/index"
        )  # it may hold a password
    return value


def networks(name):
    """Addresses or networks such as 10.0.0.0/8, separated by commas."""
    values = env.list(name, default=[])
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError as refusal:
            raise ImproperlyConfigured(f"{name} must hold addresses or networks, not {value!r}") from refusal
    return values


def index_format(name, default):
    """The form of index numbers: it must hold the serial, and nothing that is not known."""
    value = env.str(name, default)
    try:
        if value.format(code="X", year=2026, serial=1) == value.format(code="X", year=2026, serial=2):
            raise ValueError
    except (ValueError, LookupError) as refusal:
        raise ImproperlyConfigured(
            f"{name} may hold {{code}}, {{year}} and must {{serial}}, not {value!r}"
        ) from refusal
    return value


def database(name, default):
    """SQLite or PostgreSQL, as an address."""
    value = env.str(name, default)
    if not value.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            f"{name} must start with postgres:// or sqlite://"
        )  # it may hold a password: not shown
    return env.db_url_config(value)


def prefix(name):
    """A path such as /xihu without a slash at its end, or nothing."""
    value = env.str(name, "").rstrip("/")
    if value and not value.startswith("/"):
        raise ImproperlyConfigured(f"{name} must start with a slash, not {value!r}")
    return value


def location(name):
    """An address below which nginx serves private files, such as /private/, or nothing."""
    value = env.str(name, "")
    if value and not (value.startswith("/") and value.endswith("/")):
        raise ImproperlyConfigured(f"{name} must start and end with a slash, not {value!r}")
    return value


# Where things are kept -------------------------------------------------------------------------------------
PORTAL_DATA = Path(env.str("PORTAL_DATA", str(BASE_DIR / "var"))).resolve()
PORTAL_KEYS = Path(env.str("PORTAL_KEYS", str(PORTAL_DATA / "keys"))).resolve()
PORTAL_DATA.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = PORTAL_DATA / "uploads"
PRIVATE_ROOT = PORTAL_DATA / "private"
STYLESHEET_BUILD = PORTAL_DATA / "build"
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
# What somebody may send along with a public form: files, bytes of one, of all; and then the form's words.
MAX_SENT_FILES = number("PORTAL_SENT_FILES", 5)
MAX_SENT_FILE_BYTES = number("PORTAL_SENT_FILE_MB", 5) * 1024 * 1024
MAX_SENT_BYTES = number("PORTAL_SENT_MB", 10) * 1024 * 1024
# Read at all, so that somebody who chose too much is told on the form, with the words kept.
MAX_BODY_BYTES = 3 * MAX_SENT_BYTES + 2 * 1024 * 1024
MAX_VIDEO_BYTES = number("PORTAL_VIDEO_MB", 200) * 1024 * 1024
# of a page of the admin, which may bring several files, or a video with its captions
MAX_STAFF_BODY_BYTES = max(10 * MAX_UPLOAD_BYTES, MAX_VIDEO_BYTES + MAX_UPLOAD_BYTES)
# Where nginx hands private files over (X-Accel-Redirect), such as /private/; empty: the portal sends them itself.
ACCEL_LOCATION = location("PORTAL_ACCEL_LOCATION")

SECRET_KEY = env.str("PORTAL_SECRET_KEY", "") or keys.text(PORTAL_KEYS, "secret_key")
AUDIT_KEY = keys.secret(PORTAL_KEYS, "audit_key")
PERSONAL_KEY = keys.text(PORTAL_KEYS, "personal_key")

# Who may call ----------------------------------------------------------------------------------------------
DEBUG = flag("PORTAL_DEBUG", False)
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
PORTAL_HOSTS = env.list("PORTAL_HOSTS", default=[])
ALLOWED_HOSTS = LOOPBACK_HOSTS + PORTAL_HOSTS
PORTAL_PROXIES = networks("PORTAL_PROXIES")
PORTAL_PREFIX = prefix("PORTAL_PREFIX")
PORTAL_DEMO = flag("PORTAL_DEMO", True)
PORTAL_SEVERAL_MACHINES = flag("PORTAL_SEVERAL_MACHINES", False)
# Who computes meaning: this process, the one that script/server starts beside its workers, or nobody.
PORTAL_MEANING = one_of("PORTAL_MEANING", "here", "beside", "off")
# An index of another search engine that is told what changes, such as http://127.0.0.1:9200/xingchuan.
PORTAL_SEARCH_OUTBOX = index_address("PORTAL_SEARCH_OUTBOX")
PORTAL_DISPLAY_COOKIE = "display"
PORTAL_DISPLAY_MODES = ["large", "contrast", "dark", "contrast-large", "dark-large"]
FORCE_SCRIPT_NAME = PORTAL_PREFIX or None
PUBLIC_HOST = bool(PORTAL_HOSTS)

# The identity of the site ----------------------------------------------------------------------------------
SITE = {
    "office_name": env.str("SITE_OFFICE_NAME", "杏川镇人民政府"),
    "column_name": "政府信息公开",
    "site_name": env.str("SITE_NAME", "澄陵县人民政府门户网站"),
    "domain": env.str("SITE_DOMAIN", "www.chengling.example"),
    "id_code": env.str("SITE_ID_CODE", "0000000000"),
    "parent_name": env.str("SITE_PARENT_NAME", "澄陵县人民政府"),
    "parent_url": env.str("SITE_PARENT_URL", ""),
    "sponsor": env.str("SITE_SPONSOR", "杏川镇人民政府"),
    "undertaker": env.str("SITE_UNDERTAKER", "杏川镇党政办公室"),
    "address": env.str("SITE_ADDRESS", "澄陵县杏川镇杏苑街镇政府大院"),
    "postcode": env.str("SITE_POSTCODE", "000000"),
    "phone": env.str("SITE_PHONE", "0000-5510000"),
    "hours": env.str("SITE_HOURS", "工作日8:30—12:00，13:30—17:30"),
    "hotline": env.str("SITE_HOTLINE", "12345"),
    "icp": env.str("SITE_ICP", "某ICP备00000000号"),
    "police_record": env.str("SITE_POLICE_RECORD", "某公网安备00000000000000号"),
    "party_mark_url": env.str("SITE_PARTY_MARK_URL", ""),
    "error_report_url": env.str("SITE_ERROR_REPORT_URL", ""),
}
# 索引号: `统一社会信用代码/年份-流水号` or `行政区划码/年份-流水号`, both are in use.
INDEX_NUMBER_CODE = env.str("SITE_INDEX_CODE", "11000000000000000X")
INDEX_NUMBER_FORMAT = index_format("SITE_INDEX_FORMAT", "{code}/{year}-{serial:05d}")
# Whole addresses (feeds, QR codes, canonical links) begin with this.
_origin = f"https://{PORTAL_HOSTS[0]}" if PORTAL_HOSTS else f"http://127.0.0.1:{number('PORT', 8000)}"
SITE_ORIGIN = env.str("SITE_ORIGIN", _origin).rstrip("/")

# Rules that a town may set ---------------------------------------------------------------------------------
FILING_DAYS = number("PORTAL_FILING_DAYS", 15)
REVIEW_MONTHS = number("PORTAL_REVIEW_MONTHS", 12)
FEE_CHECK_MONTHS = number("PORTAL_FEE_CHECK_MONTHS", 6)
PROBLEM_DAYS = number("PORTAL_PROBLEM_DAYS", 3)  # working days
REPORT_LIFTED_PERCENT = number("PORTAL_REPORT_LIFTED_PERCENT", 50)
REPORT_DAYS = days_of_month("PORTAL_REPORT_DAYS", [10, 20, 31])
INTERPRETATION_DAYS = number("PORTAL_INTERPRETATION_DAYS", 3)  # working days
COPY_LIMIT_PERCENT = number("PORTAL_COPY_LIMIT_PERCENT", 40)
PORTAL_PAGE_CACHE_BYTES = number("PORTAL_PAGE_CACHE_MB", 16) * 1024 * 1024  # in each worker
INQUIRY_DAYS = number("PORTAL_INQUIRY_DAYS", 5)  # working days
INQUIRY_COMPLEX_DAYS = number("PORTAL_INQUIRY_COMPLEX_DAYS", 15)  # working days
IDLE_MINUTES = number("PORTAL_IDLE_MINUTES", 30)
SENDINGS_PER_HOUR = number("PORTAL_SENDINGS_PER_HOUR", 30)
SENDER_DAYS = number("PORTAL_SENDER_DAYS", 365)
SECOND_FACTOR_REQUIRED = flag("PORTAL_SECOND_FACTOR", False)

# Django ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "disclosure",
    "policies",
    "questions",
    "decisions",
    "applications",
    "villages",
    "oversight",
    "search",
    "portal",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "ckeditor",
    "csp",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.OneMoment",
    "core.middleware.PermissionsPolicy",
    "core.middleware.Origin",
    "portal.middleware.Explain",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.BodyLimit",  # before what reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "core.middleware.IdleSignOut",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

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
                "portal.context.site",
            ],
        },
    }
]

DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{PORTAL_DATA / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock when it starts, so two of them wait instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4000; "
        # What is erased (a secret, an applicant) must not linger in free pages.
        "PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

STATIC_URL = f"{PORTAL_PREFIX}/static/"  # whole: WhiteNoise asks before a request has set the prefix
STATIC_ROOT = PORTAL_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "portal.static_storage.AppFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "portal.static_storage.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# People ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "core.passwords.ThreeKindsValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_CLIENT_IP_CALLABLE = "core.middleware.client_address"
AXES_VERBOSE = False
OTP_TOTP_ISSUER = SITE["office_name"]

# Safety ----------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{PORTAL_PREFIX}/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_HOST
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_PROXIES else None
SECURE_HSTS_SECONDS = 31536000
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in PORTAL_HOSTS if not host.startswith("*")]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [NONE],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# CKEditor 4 stays inside core/richtext.py: staff only, sanitised on save (docs/adr/0003).
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]
CKEDITOR_CONFIGS = {
    "default": {
        "language": "zh-cn",
        "width": "100%",
        "height": 420,
        "versionCheck": False,
        "fullPage": False,
        "allowedContent": "p h2 h3 h4 h5 ul ol li blockquote strong em u s sub sup hr br;"
        "table[*]{*};thead tbody tr;th[colspan,rowspan,scope];td[colspan,rowspan];caption;"
        "a[!href,title];img[!src,alt,width,height];*(center,right,left,justify,flush)",
        "removePlugins": "exportpdf,scayt,wsc,preview,flash,smiley,iframe,forms,newpage,save,print,templates,elementspath",
        "toolbar": "Official",
        "toolbar_Official": [
            ["Undo", "Redo", "-", "PasteFromWord", "PasteText", "RemoveFormat"],
            ["Format", "Bold", "Underline", "Subscript", "Superscript"],
            ["JustifyLeft", "JustifyCenter", "JustifyRight"],
            ["NumberedList", "BulletedList", "Table", "Link", "Unlink"],
            ["Find", "Source", "Maximize"],
        ],
        "justifyClasses": ["left", "center", "right", "justify"],
        "pasteFromWordRemoveFontStyles": True,
        "title": False,
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.exceptions.explain",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "政府信息公开数据接口",
    "DESCRIPTION": "只读，只含已经公开的信息。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # they tell every property that print does not know
        "weasyprint": {"level": "CRITICAL"},
        "fontTools": {"level": "CRITICAL"},
    },
}
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
