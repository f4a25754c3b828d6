"""What the toolkit leaves to its operator where clients register themselves: who may, and what they then get."""
import hashlib

from django.conf import settings
from oauth2_provider.models import AccessToken
from oauth2_provider.scopes import SettingsScopes
from oauth2_provider.utils import parse_bearer_token


class InitialAccessToken:
    """Lets in whoever brings an access token of this server with the scope `register_client`."""

    def has_permission(self, request):
        presented = parse_bearer_token(request.META.get("HTTP_AUTHORIZATION", ""))
        if presented is None:
            return False
        checksum = hashlib.sha256(presented.encode()).hexdigest()
        token = AccessToken.objects.filter(token_checksum=checksum).first()
        return token is not None and token.is_valid([settings.REGISTRATION_SCOPE])


class ScopesOfClients(SettingsScopes):
    """Only the client that provision.py made may register others; nobody gets a scope without asking."""

    def get_available_scopes(self, application=None, request=None, *args, **kwargs):
        scopes = super().get_available_scopes(application=application, request=request, *args, **kwargs)
        if application is None or application.client_id == settings.REGISTRAR:
            return scopes
        return [scope for scope in scopes if scope != settings.REGISTRATION_SCOPE]

    def get_default_scopes(self, application=None, request=None, *args, **kwargs):
        return []
