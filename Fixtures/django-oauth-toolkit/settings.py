"""django-oauth-toolkit for tests on loopback: settings only, every endpoint is the toolkit's own.

Where the toolkit is new enough clients can register themselves, with a token of the client REGISTRAR.

PROVIDER_FOLDER is the folder of one run, PROVIDER_URL where the server is reached. The folder's keys.json is a list of
PEM texts: the first key signs, all of them are published. It is read when a worker starts, so SIGHUP rotates.
"""
import importlib.util
import json
import os
from pathlib import Path

FOLDER = Path(os.environ["PROVIDER_FOLDER"])
KEYS = json.loads((FOLDER / "keys.json").read_text())

SECRET_KEY = "for tests on loopback only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "db.sqlite3")}}

# Which client gets the scope that lets registrations in.
REGISTRAR = "registrar"
REGISTRATION_SCOPE = "register_client"

OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": os.environ["PROVIDER_URL"] + "/o",
    "OIDC_RSA_PRIVATE_KEY": KEYS[0],
    "OIDC_RSA_PRIVATE_KEYS_INACTIVE": KEYS[1:],
    "ACCESS_TOKEN_GENERATOR": "tokens.signed_access_token",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 300,
    "SCOPES": {"product_payments": "the product", "free_plan": "the plan", "gold_plan": "another plan"},
}
if importlib.util.find_spec("oauth2_provider.dcr"):
    OAUTH2_PROVIDER["DCR_ENABLED"] = True
    OAUTH2_PROVIDER["DCR_REGISTRATION_PERMISSION_CLASSES"] = ["registration.InitialAccessToken"]
    OAUTH2_PROVIDER["SCOPES"][REGISTRATION_SCOPE] = "may register clients"
    OAUTH2_PROVIDER["SCOPES_BACKEND_CLASS"] = "registration.ScopesOfClients"
