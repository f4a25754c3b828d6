"""The gateways that are compared.

Each has the same two routes to one upstream: /open/ without a check, and /payment-api/ for tokens of one issuer, whose
signature, issuer, algorithm and expiry are checked; Tollgate, which cannot do less, also checks scopes, access and
limits. The others have one worker thread. None writes an access log but the Tollgate that is asked to. All speak HTTP/1.1
and HTTP/2 on their port, and HTTP/1.1 over TLS on another one, where there is one.
"""

import json
import os
import re
from dataclasses import dataclass

from rig.machine import ROOT, need, version, write
from rig.server import Server

OPEN, CHECKED = "/open/get", "/payment-api/get"
CERTIFICATE, CERTIFICATE_KEY = (f"{ROOT}/Fixtures/tls/{name}.pem" for name in ("server", "server-key"))


@dataclass
class Site:
    """What gateways are configured for."""

    folder: str
    issuer: str
    jwks: dict
    pem: str
    upstream: int

    def __post_init__(self):
        self.jwks_file = write(self.folder, "jwks.json", json.dumps(self.jwks))
        self.pem_file = write(self.folder, "key.pem", self.pem)


class Gateway:
    """A gateway: `name` in tables, `version`, whether it `checks` tokens, and how it is started on a port."""

    checks = True
    tls_port = None

    def __init__(self, name, program, version_option="--version"):
        self.name, self.program = name, program
        self.version = version([program, version_option])

    def start(self, site, port, core, tls_port=None):
        self.tls_port = tls_port
        folder = os.path.join(site.folder, re.sub(r"[^A-Za-z0-9]+", "-", self.name) + f"-{port}")
        os.mkdir(folder)
        command = [self.program, *self.arguments(site, port, folder)]
        return Server(self.name, command, port, folder, core)


class Tollgate(Gateway):
    """Metrics are on, as in production; with `logs`, so is the access log, whole and in a file. With `decides` it is asked
    as an authorizer, in Envoy's way, in which a question is the request itself, and passes nothing on."""

    def __init__(self, name, program, logs=False, decides=False):
        super().__init__(name, program)
        self.logs, self.decides = logs, decides

    def arguments(self, site, port, folder):
        authorizer = '      authorizer: { proxy: envoy, peers: ["127.0.0.1"] }' if self.decides else ""
        return ["authorizer" if self.decides else "gateway", "--config", write(folder, "tollgate.yaml", f"""
issuers:
  portal: {{ issuer: "{site.issuer}", profile: keycloak, audiences: [payments], keys: "{site.jwks_file}" }}
gateway:
  listeners:
    - listen: "127.0.0.1:{port}"
{authorizer or self.tls_listener()}
  admin_listen: "127.0.0.1:0"
{'  access_log: { file: access.jsonl }' if self.logs else ''}
policies:
  payments-access: {{ allow: [{{ api: payments }}] }}
  free-limits: {{ rate: 1000000/1s, quota: 1000000000/1d }}
products: {{ payments: {{ scopes: [product_payments], policies: [payments-access] }} }}
plans: {{ free: {{ scopes: [free_plan], policies: [free-limits] }} }}
apis:
  payments: {{ listen_path: /payment-api/, upstream: "http://127.0.0.1:{site.upstream}/", issuers: [portal] }}
  open:
    listen_path: /open/
    upstream: "http://127.0.0.1:{site.upstream}/"
    issuers: [portal]
    public: [{{ path: "/*" }}]
""")]


    def tls_listener(self):
        if self.tls_port is None:
            return ""
        return f"""
    - listen: "127.0.0.1:{self.tls_port}"
      tls: {{ certificates: [{{ certificate: {CERTIFICATE}, key: {CERTIFICATE_KEY} }}] }}
"""


class Envoy(Gateway):
    """With and without a cache of verified tokens."""

    TYPES = "type.googleapis.com/envoy.extensions.filters."

    def __init__(self, name, program, cache):
        super().__init__(name, program)
        self.version = self.version.split("version:")[-1].split("/")[1]
        self.cache = cache

    def arguments(self, site, port, folder):
        quiet = ["--concurrency", "1", "--disable-hot-restart", "-l", "error"]
        return ["-c", write(folder, "envoy.json", json.dumps(self.configuration(site, port))), *quiet]

    def configuration(self, site, port):
        keys = {"inline_string": json.dumps(site.jwks)}
        provider = {"issuer": site.issuer, "audiences": ["payments"], "local_jwks": keys}
        if self.cache:
            provider["jwt_cache_config"] = {"jwt_cache_size": 30000}
        check = {
            "@type": self.TYPES + "http.jwt_authn.v3.JwtAuthentication", "providers": {"portal": provider},
            "rules": [{"match": {"prefix": "/payment-api/"}, "requires": {"provider_name": "portal"}}]}
        route = {"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}
        manager = {
            "@type": self.TYPES + "network.http_connection_manager.v3.HttpConnectionManager", "stat_prefix": "ingress",
            "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
            "http_filters": [
                {"name": "envoy.filters.http.jwt_authn", "typed_config": check},
                {"name": "envoy.filters.http.router", "typed_config": {"@type": self.TYPES + "http.router.v3.Router"}}]}
        filters = [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]
        listeners = [{"address": self.address(port), "filter_chains": [{"filters": filters}]}]
        if self.tls_port is not None:
            listeners.append({
                "address": self.address(self.tls_port),
                "filter_chains": [{"filters": filters, "transport_socket": self.tls()}]})
        endpoint = {"endpoint": {"address": self.address(site.upstream)}}
        return {"static_resources": {
            "listeners": listeners,
            "clusters": [{
                "name": "upstream", "type": "STATIC", "connect_timeout": "5s",
                "load_assignment": {"cluster_name": "upstream", "endpoints": [{"lb_endpoints": [endpoint]}]},
                "circuit_breakers": {"thresholds": [
                    {"max_connections": 1024, "max_pending_requests": 10000, "max_requests": 10000}]}}]}}

    @staticmethod
    def tls():
        certificate = {"certificate_chain": {"filename": CERTIFICATE}, "private_key": {"filename": CERTIFICATE_KEY}}
        return {"name": "envoy.transport_sockets.tls", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
            "common_tls_context": {"tls_certificates": [certificate], "alpn_protocols": ["http/1.1"]}}}

    @staticmethod
    def address(port):
        return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


class HAProxy(Gateway):
    """As its documentation of `jwt_verify` shows it; it has no cache."""

    def __init__(self, name, program):
        super().__init__(name, program, "-v")
        self.version = self.version.split("version ")[-1].split()[0].split("-")[0]

    def arguments(self, site, port, folder):
        return ["-db", "-f", write(folder, "haproxy.cfg", f"""
global
  nbthread 1
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend gateway
  bind 127.0.0.1:{port}
  {self.tls_bind(folder)}
  http-request set-var(txn.bearer) http_auth_bearer
  http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
  http-request set-var(txn.iss) var(txn.bearer),jwt_payload_query('$.iss')
  http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
  http-request set-var(txn.now) date()
  acl open path_beg /open/
  http-request deny deny_status 401 unless open || {{ var(txn.alg) -m str RS256 }}
  http-request deny deny_status 401 unless open || {{ var(txn.iss) -m str "{site.issuer}" }}
  http-request deny deny_status 401 unless open || {{ var(txn.bearer),jwt_verify(txn.alg,"{site.pem_file}") 1 }}
  http-request deny deny_status 401 unless open || {{ var(txn.exp),sub(txn.now) -m int ge 0 }}
  default_backend upstream
backend upstream
  http-reuse always
  server upstream 127.0.0.1:{site.upstream}
""")]


    def tls_bind(self, folder):
        if self.tls_port is None:
            return ""
        joined = ""
        for name in (CERTIFICATE, CERTIFICATE_KEY):
            with open(name) as file:
                joined += file.read()
        return f"bind 127.0.0.1:{self.tls_port} ssl crt {write(folder, 'joined.pem', joined)} alpn http/1.1"


class Nginx(Gateway):
    """A bare proxy: what a proxy costs that checks nothing."""

    checks = False

    def __init__(self, name, program):
        super().__init__(name, program, "-v")
        self.version = self.version.split("/")[-1]

    def arguments(self, site, port, folder):
        return ["-c", nginx_file(folder, f"""
 upstream behind {{ server 127.0.0.1:{site.upstream}; keepalive 512; keepalive_requests 100000000; }}
 server {{
  listen 127.0.0.1:{port} backlog=4096;
  location / {{ proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; }}
 }}""")]


def nginx_file(folder, servers):
    return write(folder, "nginx.conf", f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
 access_log off; keepalive_requests 100000000; keepalive_timeout 600;
 client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
 uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{servers}
}}
""")


def nginx_upstream(folder, port, core, lines=""):
    """The upstream of all: a fixed answer of 34 bytes; `lines` may add locations and settings."""
    folder = os.path.join(folder, f"upstream-{port}")
    os.mkdir(folder)
    file = nginx_file(folder, f"""
 server {{
  listen 127.0.0.1:{port} backlog=4096;
  {lines}
  location / {{ return 200 "hello world, this is the upstream\\n"; }}
 }}""")
    return Server("nginx, the upstream", [need("nginx", "nginx-light"), "-c", file], port, folder, core)
