"""From our configuration to Django's settings: one way, and strict where Django leaves a choice."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from upheld.server.configuration import Configuration, MailProvider
from upheld.server.keys import Keys

Settings = dict[str, object]

ROOMS = (
    "audit", "jobs", "outbox", "accounts", "contracts", "desk", "delivery", "webhooks", "notices", "mailin",
    "credentials", "people", "figures", "incidents", "api", "look", "portal", "signing", "console", "statuspage",
    "wall",
)  # fmt: skip
BUSY_SECONDS = 20
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # What was acknowledged survives a power cut; NORMAL would lose the last commits.
    "PRAGMA synchronous=FULL",
    # One checkpointer alone (`checkpointing.py`): SQLite before 3.51.3 can lose commits when two meet.
    "PRAGMA wal_autocheckpoint=0",
)
WEEK = 7 * 86400


def settings_of(configuration: Configuration, keys: Keys) -> Settings:
    """Every setting that Django is started with."""
    return {
        "SECRET_KEY": keys.secret_key,
        "UPHELD": configuration,
        "DEBUG": False,
        "ALLOWED_HOSTS": _hosts(configuration),
        "ROOT_URLCONF": "upheld.server.urls",
        "WSGI_APPLICATION": "upheld.server.wsgi.application",
        "INSTALLED_APPS": (
            "django.contrib.contenttypes", "django.contrib.auth", *(f"upheld.server.{room}" for room in ROOMS),
            # Behind our own rooms, so that a page of theirs is never found before ours.
            "allauth.account", "allauth.socialaccount",
        ),
        "AUTH_USER_MODEL": "accounts.Person",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": _database(configuration)},
        "MIDDLEWARE": _MIDDLEWARE,
        "TEMPLATES": [_TEMPLATES],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "LANGUAGE_CODE": "en",
        "LANGUAGES": (("en", "English"), ("de", "Deutsch")),
        "APPEND_SLASH": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": configuration.largest_request,
        # The form of an agreement's file is the longest one (`console/draft_fields.py`); a founding one has 900 fields.
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2_000,
        **_passwords(),
        **_cookies(configuration),
        **_OUTSIDE_SIGN_IN,
        **_mail(configuration),
        "LOGGING": _logging(configuration),
    }  # fmt: skip


_MIDDLEWARE = (
    "upheld.server.middleware.WholeAnswers",
    "upheld.server.middleware.PackedPages",
    "upheld.server.middleware.ScopedRows",
    "upheld.server.middleware.ConfinedPages",
    "django.middleware.security.SecurityMiddleware",
    "upheld.server.middleware.TrueAddresses",
    "upheld.server.middleware.ApiProblems",
    "upheld.server.middleware.BoundedBodies",
    "upheld.server.middleware.WithoutNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "upheld.server.signing.seen.SeenSessions",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "upheld.server.look.language.SpokenLanguage",
    "upheld.server.middleware.DeclaredActions",
)


# Of django-allauth only the talk with other sign-in servers is used (`signing/outside.py`); its own pages, people and
# mails are not.
_OUTSIDE_SIGN_IN: Settings = {
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "SOCIALACCOUNT_ADAPTER": "upheld.server.signing.outside.Adapter",
    "SOCIALACCOUNT_REQUESTS_TIMEOUT": 10,
}


_TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "OPTIONS": {
        # Each room has its own folder `templates`, and in it one of its own name.
        "loaders": [("upheld.server.look.prepared.LanguageLoader", ["upheld.server.look.prepared.PreparedLoader"])],
        "context_processors": (
            "django.template.context_processors.request",
            "upheld.server.look.frame.frame",
        ),
        "builtins": ["django.templatetags.i18n", "upheld.server.look.templatetags.look"],
    },
}


def _hosts(configuration: Configuration) -> tuple[str, ...]:
    """The names by which people reach it, and the address itself for probes on the same machine."""
    public = urlsplit(configuration.base_url).hostname or ""
    host, _ = configuration.address
    return (public, "127.0.0.1", "localhost", "[::1]", *((host,) if host not in {"0.0.0.0", "::"} else ()))  # noqa: S104 - compared, not bound


def _passwords() -> Settings:
    checks = ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
    return {
        "PASSWORD_HASHERS": ("django.contrib.auth.hashers.Argon2PasswordHasher",),
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": f"django.contrib.auth.password_validation.{name}",
                "OPTIONS": {"min_length": 12} if name.startswith("Min") else {},
            }
            for name in checks
        ],
    }


def _cookies(configuration: Configuration) -> Settings:
    tls = configuration.over_tls
    return {
        "SESSION_ENGINE": "upheld.server.people.sessions",
        "SESSION_COOKIE_SECURE": tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": WEEK,
        "CSRF_COOKIE_SECURE": tls,
        "CSRF_FAILURE_VIEW": "upheld.server.look.errors.form_too_old",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_TRUSTED_ORIGINS": [configuration.base_url],
        "SECURE_HSTS_SECONDS": 365 * 86400 if tls else 0,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


def _mail(configuration: Configuration) -> Settings:
    mail = configuration.mail
    if mail is None:
        # Nothing is ever sent by a way that nobody chose.
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    provider = configuration.mail_provider
    if provider is not None and provider.sends:
        return {**_by_provider(provider), "DEFAULT_FROM_EMAIL": mail.sender, "SERVER_EMAIL": mail.sender}
    return {
        "EMAIL_HOST": mail.host, "EMAIL_PORT": mail.port, "EMAIL_HOST_USER": mail.user,
        "EMAIL_HOST_PASSWORD": mail.password.get_secret_value(), "EMAIL_TIMEOUT": 30,
        "EMAIL_USE_TLS": mail.security == "starttls", "EMAIL_USE_SSL": mail.security == "tls",
        "DEFAULT_FROM_EMAIL": mail.sender, "SERVER_EMAIL": mail.sender,
    }  # fmt: skip


def _by_provider(provider: MailProvider) -> Settings:
    """Mail that a provider sends; the key's name is the provider's own."""
    key = {"mailgun": "API_KEY", "postmark": "SERVER_TOKEN"}[provider.name]
    told = {key: provider.api_key.get_secret_value(), "SENDER_DOMAIN": provider.domain, "API_URL": provider.api_url}
    named = {f"{provider.name.upper()}_{name}": value for name, value in told.items() if value}
    backend = f"anymail.backends.{provider.name}.EmailBackend"
    return {"EMAIL_BACKEND": backend, "ANYMAIL": {**named, "REQUESTS_TIMEOUT": 30}}


def _database(configuration: Configuration) -> Settings:
    return _sqlite(configuration.sqlite_file) if configuration.on_sqlite else _postgresql(configuration)


def _sqlite(file: Path) -> Settings:
    return {
        "ENGINE": "upheld.server.sqlite",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        # IMMEDIATE: a transaction that will write waits at its start, and never fails half-way for the lock.
        "OPTIONS": {"timeout": BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": ";".join(_PRAGMAS)},
    }


def _postgresql(configuration: Configuration) -> Settings:
    parts = urlsplit(configuration.database.get_secret_value())
    # A server that is gone without a word is not waited for by every thread; see `postgresql.absence`.
    options = {"connect_timeout": "5", "tcp_user_timeout": "10000", **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "upheld.server.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "upheld",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _logging(configuration: Configuration) -> Settings:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "upheld.server.logs.PlainLines"},
            "json": {"()": "upheld.server.logs.JsonLines"},
        },
        "handlers": {"standard error": {"class": "logging.StreamHandler", "formatter": configuration.log_format}},
        "root": {"handlers": ["standard error"], "level": configuration.log_level.upper()},
        # Django's own handlers mail errors to administrators; ours is the only way out.
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # The library of the mail listener tells every step, with addresses.
            "mail.log": {"level": "WARNING"},
        },
    }
