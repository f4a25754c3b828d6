/// The kinds of proxies that ask an authorizer, each in a way of its own.
///
/// A listener is for one kind, and reads the fields of that kind alone: a proxy passes on what a client has sent under
/// the names of another one.
public enum ProxyKind: String, Hashable, Sendable, CaseIterable {
    /// nginx with `auth_request`: `X-Original-Method`, `X-Original-URI` and `X-Original-Host`, which its configuration
    /// sets.
    case nginx
    /// Caddy with `forward_auth`: `X-Forwarded-Method`, `X-Forwarded-Uri` and `X-Forwarded-Host`.
    case caddy
    /// Traefik with ForwardAuth: the same.
    case traefik
    /// HAProxy with an action in Lua that sets the same.
    case haproxy
    /// Envoy with `ext_authz` over HTTP: the line of the request and its `Host`.
    case envoy

    /// The names of the fields in lower case; `nil` where the request itself tells.
    var fields: (method: String, uri: String, host: String)? {
        switch self {
        case .nginx: ("x-original-method", "x-original-uri", "x-original-host")
        case .caddy, .traefik, .haproxy: ("x-forwarded-method", "x-forwarded-uri", "x-forwarded-host")
        case .envoy: nil
        }
    }
}
