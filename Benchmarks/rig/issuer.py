"""The discovery document and the JWKS of an issuer whose keys outlive its restarts.

    issuer.py PORT JWKS        serves the file JWKS, as it is at each request
"""

import http.server
import json
import sys

PORT, JWKS = int(sys.argv[1]), sys.argv[2]
ISSUER = f"http://localhost:{PORT}/realms/DCR"
METADATA = {
    "issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", "token_endpoint": f"{ISSUER}/token",
    "authorization_endpoint": f"{ISSUER}/authorize", "response_types_supported": ["code"],
    "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/realms/DCR/jwks":
            with open(JWKS, "rb") as file:
                self.answer(200, file.read())
        elif self.path == "/realms/DCR/.well-known/openid-configuration":
            self.answer(200, json.dumps(METADATA).encode())
        else:
            self.answer(404, b"{}")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
