/// One API behind the gateway.
public struct API: Hashable, Sendable {
    /// The answer to a granted request without any rate and quota.
    public enum WithoutPlan: Hashable, Sendable {
        /// It is refused with `plan_missing`. The default.
        case deny
        /// The policy of this name is added.
        case policy(String)
    }

    /// The clients whose tokens are accepted.
    public enum AcceptedClients: String, CaseIterable, Hashable, Sendable {
        /// Those of every client of the API's issuers. The default.
        case any
        /// Those of clients that the registrar has registered, with the scopes that it has granted them.
        case registered
    }

    /// The owner of the counters that a request is charged to.
    public enum LimitSubject: String, CaseIterable, Hashable, Sendable {
        /// The client's. The default.
        case client
        /// Those of the client and the token's `sub` together.
        case subject
    }

    /// The form of answers to rejected requests.
    public enum ErrorStyle: String, CaseIterable, Hashable, Sendable {
        /// RFC 6750: status, challenge and a body with `error`, `error_description` and `code`. The default.
        case rfc6750
        /// Tyk's status codes and its body `{"error": "…"}`; the challenge stays.
        case tyk
    }

    /// The treatment of requests that are rejected.
    public enum Mode: String, CaseIterable, Hashable, Sendable {
        /// They are answered. The default.
        case enforce
        /// They pass all the same, and it is told what would have become of them.
        case observe
    }

    /// The versions of HTTP that an upstream may be asked over.
    public enum UpstreamProtocol: String, CaseIterable, Hashable, Sendable {
        /// HTTP/1.1. The default.
        case http1
        /// HTTP/2 (RFC 9113): agreed upon over TLS, else without asking.
        case http2
    }

    /// The treatment of requests whose paths have `%2F` inside a segment.
    public enum EncodedSlashes: String, CaseIterable, Hashable, Sendable {
        /// They are refused with `path_rejected`: to some upstreams the segment ends there. The default.
        case reject
        /// It is part of the segment, and the upstream is sent it as it came.
        ///
        /// Only for upstreams that keep `%2F` and `/` apart: to one that does not, a request is for another resource
        /// than the one that was decided about.
        case allow
    }

    /// The answers and connections that end when the token of their request expires, or its client is denied.
    public enum OnExpiry: String, CaseIterable, Hashable, Sendable {
        /// Those that may go on for ever: upgraded connections, streams of events and calls of gRPC; a long download
        /// comes to its end. The default.
        case endStreams = "end_streams"
        /// All whose answer has begun.
        case end
        /// None.
        case proceed = "continue"
    }

    /// The treatment of pages of other origins.
    public enum CrossOrigin: Hashable, Sendable {
        /// In a gateway those of all origins may call an API with a `resource` whose tokens are enforced, but for what
        /// needs no token; elsewhere none. The default.
        case standard
        /// None may call it.
        case off
        /// Those may that the rules name.
        case rules(CrossOriginRules)
    }

    /// Its name in the catalogue.
    public var name: String
    /// The path below which it is reached, with a slash at both ends; without the last one it is the same.
    public var listenPath: String
    /// The server that a gateway passes requests on to: an absolute URL that ends in a slash, or a unix socket, as in
    /// `unix:/run/app.sock` or, with a path before all paths, `unix:/run/app.sock:/v1/`.
    ///
    /// Default: none, for a server that answers itself.
    public var upstream: String?
    /// Several servers in the place of `upstream`, among which requests are shared by weight; at most 64.
    ///
    /// Default: none.
    public var upstreams: [UpstreamServer] = []
    /// The rules by which one of several servers gets no requests for a while.
    ///
    /// Default: those of ``UpstreamHealth``.
    public var upstreamHealth = UpstreamHealth()
    /// The limits by address, for requests that no client answers for.
    ///
    /// Default: none.
    public var addressLimits = AddressLimits()
    /// The claims of tokens that the server behind it is told, each in a field; at most 32.
    ///
    /// Default: none.
    public var identityClaims: [IdentityClaim] = []
    /// The treatment of pages of other origins.
    ///
    /// Default: only a gateway lets them call an API with a `resource`.
    public var crossOrigin = CrossOrigin.standard
    /// The hosts whose requests it gets; none stands for all.
    ///
    /// Of several APIs the one with the most exact host gets a request, and of those the one with the longest
    /// `listenPath`. Default: none.
    public var hosts: [HostPattern] = []
    /// The names of the issuers whose tokens it accepts.
    public var issuers: [String]
    /// The audiences of which a token must have one, beside one of the issuer's; `nil` leaves that to the issuer.
    public var audiences: [String]?
    /// The identifier of the API as a protected resource (RFC 9728), such as `https://gateway.example/payment-api`;
    /// then it tells clients without a token where to get one.
    ///
    /// Default: none.
    public var resource: String?
    /// The clients whose tokens it accepts.
    ///
    /// Default: any.
    public var clients: AcceptedClients
    /// The policy for tokens whose scopes name no policy.
    ///
    /// Default: `no-op`, which grants nothing.
    public var defaultPolicy: String
    /// The answer to a granted request without any limit.
    ///
    /// Default: it is refused.
    public var withoutPlan: WithoutPlan
    /// Whether the upstream sees the token.
    ///
    /// Default: no.
    public var forwardsToken: Bool
    /// Whether the upstream is sent the client's `Host`, and not that of its own URL.
    ///
    /// Default: no.
    public var preservesHost = false
    /// The owner of the counters that a request is charged to.
    ///
    /// Default: the client's.
    public var limitBy: LimitSubject
    /// The paths that may be called without a token.
    public var publicPaths: [PathRule]
    /// The treatment of requests whose paths have `%2F` inside a segment.
    ///
    /// Default: they are refused.
    public var encodedSlashes: EncodedSlashes
    /// The form of answers to rejected requests.
    ///
    /// Default: as RFC 6750 has it.
    public var errorStyle: ErrorStyle
    /// The treatment of requests that are rejected.
    ///
    /// Default: they are answered.
    public var mode: Mode
    /// The version of HTTP that the upstream is asked over.
    ///
    /// Default: HTTP/1.1.
    public var upstreamProtocol = UpstreamProtocol.http1
    /// TLS with the upstream, where its URL begins with `https`.
    ///
    /// Default: the authorities of the system, and the host of the URL.
    public var upstreamTLS = UpstreamTLS()
    /// The protocols that a connection may be upgraded to (RFC 9110 §7.8), in lower case, such as `websocket`; at most 16.
    ///
    /// Default: none, and `Upgrade` is not passed on.
    public var upgrades: [String] = []
    /// The entry of `Sec-WebSocket-Protocol` in which a page may send its token.
    ///
    /// Default: none.
    public var webSocketToken: WebSocketTokenEntry?
    /// The answers and connections that end with the token of their request.
    ///
    /// Default: streams.
    public var onExpiry = OnExpiry.endStreams
    /// The bounds of its requests, in time and in size.
    ///
    /// Default: those of the gateway.
    public var bounds = RequestBounds()

    /// The servers that a gateway passes requests on to.
    public var servers: [UpstreamServer] {
        upstreams.isEmpty ? upstream.map { [UpstreamServer(url: $0)] } ?? [] : upstreams
    }

    /// An API with these properties.
    public init(
        name: String, listenPath: String, upstream: String? = nil, issuers: [String], audiences: [String]? = nil,
        resource: String? = nil, clients: AcceptedClients = .any,
        defaultPolicy: String = Policy.noOperationName, withoutPlan: WithoutPlan = .deny, forwardsToken: Bool = false,
        limitBy: LimitSubject = .client,
        publicPaths: [PathRule] = [], encodedSlashes: EncodedSlashes = .reject, errorStyle: ErrorStyle = .rfc6750,
        mode: Mode = .enforce
    ) {
        self.name = name
        self.listenPath = listenPath
        self.upstream = upstream
        self.issuers = issuers
        self.audiences = audiences
        self.resource = resource
        self.clients = clients
        self.defaultPolicy = defaultPolicy
        self.withoutPlan = withoutPlan
        self.forwardsToken = forwardsToken
        self.limitBy = limitBy
        self.publicPaths = publicPaths
        self.encodedSlashes = encodedSlashes
        self.errorStyle = errorStyle
        self.mode = mode
    }
}
