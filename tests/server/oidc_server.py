"""A real sign-in server for tests (OpenID Connect), as a process of its own: django-allauth's, with a few people.

Started as `python -m tests.server.oidc_server PORT DIRECTORY REDIRECT PEOPLE`, where PEOPLE is JSON: for each login the
e-mail address, and whether it is verified.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

CLIENT, SECRET, PASSWORD = "upheld", "the client's own secret", "correct horse battery"
_SCOPES = "openid\nprofile\nemail"


def main(port: int, directory: Path, redirect: str, people: dict[str, tuple[str, bool]]) -> None:
    """Make the server in a directory, and serve until it is killed."""
    _configure(directory)
    django.setup()
    _furnish(redirect, people)
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - needs Django set up
    from waitress.server import create_server  # noqa: PLC0415 - likewise

    server = create_server(get_wsgi_application(), host="127.0.0.1", port=port, threads=2)
    sys.stderr.write("ready\n")
    sys.stderr.flush()
    server.run()


def _configure(directory: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY=SECRET, DEBUG=False, ALLOWED_HOSTS=("127.0.0.1",), ROOT_URLCONF="tests.server.oidc_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": directory / "people.sqlite3"}},
        INSTALLED_APPS=(
            "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ),
        MIDDLEWARE=(
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware", "allauth.account.middleware.AccountMiddleware",
        ),
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": (
                "django.template.context_processors.request", "django.contrib.messages.context_processors.messages",
            )},
        }],
        AUTHENTICATION_BACKENDS=("allauth.account.auth_backends.AuthenticationBackend",),
        # Quick to compute: no test is about how slow a hash is.
        PASSWORD_HASHERS=("django.contrib.auth.hashers.MD5PasswordHasher",),
        ACCOUNT_EMAIL_VERIFICATION="none", ACCOUNT_RATE_LIMITS=False, LOGIN_REDIRECT_URL="/accounts/email/",
        LOGIN_URL="/accounts/login/", IDP_OIDC_PRIVATE_KEY=key.decode(), USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )  # fmt: skip


def _furnish(redirect: str, people: dict[str, tuple[str, bool]]) -> None:
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - needs Django set up
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 - likewise
    from django.contrib.auth.models import User  # noqa: PLC0415 - likewise
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    call_command("migrate", verbosity=0)
    client = Client(id=CLIENT, name="Upheld", scopes=_SCOPES, redirect_uris=redirect, skip_consent=True)
    client.set_secret(SECRET)
    client.save()
    for login, (email, verified) in people.items():
        user = User.objects.create_user(login, email, PASSWORD, first_name=login.title())
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]))
