"""A key, its JWKS, and access tokens of every kind."""

import base64
import json
import multiprocessing
import signal
import time

from rig.machine import Failure

try:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
except ImportError:
    raise Failure("Python's cryptography is missing: apt-get install python3-cryptography") from None


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """An RSA key of 2 048 bits with its id."""

    def __init__(self, kid):
        self.kid = kid
        self.private = rsa.generate_private_key(65537, 2048)

    @property
    def jwk(self):
        modulus = self.private.public_key().public_numbers().n.to_bytes(256, "big")
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "e": "AQAB", "n": base64url(modulus)}

    @property
    def pem(self):
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, claims):
        header = base64url(json.dumps({"alg": "RS256", "typ": "JWT", "kid": self.kid}).encode())
        signed = header + "." + base64url(json.dumps(claims).encode())
        return signed + "." + base64url(self.private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))


class Authority:
    """An issuer's keys; tokens look like Keycloak's for a client of its own, about 1 080 bytes."""

    def __init__(self, issuer, key=None):
        self.issuer = issuer
        self.key = key or Key("bench-" + "k" * 37)

    def claims(self, number, **changes):
        """Those of the token `number`, of one of 64 clients, good for ten hours."""
        now = int(time.time())
        client = f"7c64c6e4-3b47-4532-ae1a-{number % 64:012x}"
        claims = {
            "exp": now + 36000, "iat": now, "jti": f"0f057eb2-8493-4ff6-a3a4-{number:012x}", "iss": self.issuer,
            "sub": "e4a7bad7-8d08-4190-8756-f555ed7cbaf7", "typ": "Bearer", "azp": client,
            "scope": "product_payments free_plan", "clientId": client, "clientHost": "172.17.0.1",
            "clientAddress": "172.17.0.1", "acr": "1", "preferred_username": "service-account-" + client,
            "aud": "payments"}
        return claims | changes

    def token(self, number, **changes):
        return self.key.sign(self.claims(number, **changes))

    def tokens(self, count, first=0, **changes):
        """Different ones, made by all cores."""
        with multiprocessing.get_context("fork").Pool(None, _inherit, (self, changes)) as pool:
            return pool.map(_make, range(first, first + count), 200)

    def expired(self, number):
        now = int(time.time())
        return self.token(number, iat=now - 3900, exp=now - 300)

    def forged(self, number):
        """One whose signature is that of a stranger with the same key id."""
        return Key(self.key.kid).sign(self.claims(number))


def _inherit(authority, changes):
    # A private key cannot be sent to another process, but a forked one has it.
    global _inherited
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _inherited = authority, changes


def _make(number):
    authority, changes = _inherited
    return authority.token(number, **changes)
