"""Access tokens as RFC 9068 has them: the toolkit leaves their form to a setting, and by default they say nothing."""
import time
import uuid

from jwcrypto import jwk, jwt
from oauth2_provider.settings import oauth2_settings


def signed_access_token(request, refresh_token=False):
    """A JWT, signed with the key that the toolkit publishes first."""
    key = jwk.JWK.from_pem(oauth2_settings.OIDC_RSA_PRIVATE_KEY.encode())
    now = int(time.time())
    token = jwt.JWT(
        header={"alg": "RS256", "typ": "at+jwt", "kid": key.thumbprint()},
        claims={
            "iss": oauth2_settings.OIDC_ISS_ENDPOINT,
            "sub": request.client.client_id,
            "client_id": request.client.client_id,
            "aud": "https://gateway.example/",
            "iat": now,
            "exp": now + oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS,
            "jti": uuid.uuid4().hex,
            "scope": " ".join(request.scopes),
        },
    )
    token.make_signed_token(key)
    return token.serialize()
