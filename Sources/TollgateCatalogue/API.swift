/// One API behind the gateway.
public struct API: Hashable, Sendable {
    /// What a granted request without any rate and quota meets.
    public enum WithoutPlan: Hashable, Sendable {
        /// It is refused with `plan_missing`. The default.
        case deny
        /// The policy of this name is added.
        case policy(String)
    }

    /// Whose tokens are accepted.
    public enum AcceptedClients: String, CaseIterable, Hashable, Sendable {
        /// Those of every client of the API's issuers. The default.
        case any
        /// Those of clients that the registrar has registered, with the scopes that it has granted them.
        case registered
    }

    /// Whose counters a request is charged to.
    public enum LimitSubject: String, CaseIterable, Hashable, Sendable {
        /// The client's. The default.
        case client
        /// Those of the client and the token's `sub` together.
        case subject
    }

    /// What answers to rejected requests look like.
    public enum ErrorStyle: String, CaseIterable, Hashable, Sendable {
        /// RFC 6750: status, challenge and a body with `error`, `error_description` and `code`. The default.
        case rfc6750
        /// Tyk's status codes and its body `{"error": "…"}`; the challenge stays.
        case tyk
    }

    /// What becomes of requests that are rejected.
    public enum Mode: String, CaseIterable, Hashable, Sendable {
        /// They are answered. The default.
        case enforce
        /// They pass all the same, and it is told what would have become of them.
        case observe
    }

    /// What becomes of requests whose paths have `%2F` inside a segment.
    public enum EncodedSlashes: String, CaseIterable, Hashable, Sendable {
        /// They are refused with `path_rejected`: to some upstreams the segment ends there. The default.
        case reject
        /// It is part of the segment, and the upstream is sent it as it came.
        ///
        /// Only for upstreams that keep `%2F` and `/` apart: to one that does not, a request is for another resource
        /// than the one that was decided about.
        case allow
    }

    /// Its name in the catalogue.
    public var name: String
    /// The path below which it is reached, with a slash at both ends; without the last one it is the same.
    public var listenPath: String
    /// Where a gateway passes requests on to, an absolute URL that ends in a slash.
    ///
    /// Default: none, for a server that answers itself.
    public var upstream: String?
    /// The names of the issuers whose tokens it accepts.
    public var issuers: [String]
    /// The audiences of which a token must have one, beside one of the issuer's; `nil` leaves that to the issuer.
    public var audiences: [String]?
    /// The identifier of the API as a protected resource (RFC 9728), such as `https://gateway.example/payment-api`; then
    /// it tells clients without a token where to get one.
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
    /// What a granted request without any limit meets.
    ///
    /// Default: it is refused.
    public var withoutPlan: WithoutPlan
    /// Whether the upstream sees the token.
    ///
    /// Default: no.
    public var forwardsToken: Bool
    /// Whose counters a request is charged to.
    ///
    /// Default: the client's.
    public var limitBy: LimitSubject
    /// What may be called without a token.
    public var publicPaths: [PathRule]
    /// What becomes of requests whose paths have `%2F` inside a segment.
    ///
    /// Default: they are refused.
    public var encodedSlashes: EncodedSlashes
    /// What answers to rejected requests look like.
    ///
    /// Default: as RFC 6750 has it.
    public var errorStyle: ErrorStyle
    /// What becomes of requests that are rejected.
    ///
    /// Default: they are answered.
    public var mode: Mode

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
