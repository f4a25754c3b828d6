internal import TollgateCatalogue

/// A request that the gate let in.
public struct Admission: Sendable {
    /// The API that it is for.
    public let api: CompiledAPI
    /// Its path.
    public let path: RequestPath
    /// Its pass; `nil` where the API needs no token for this path, or only observes.
    public let pass: Pass?
    /// The reason for a refusal if the API did not only observe; `nil` for all other requests.
    public let observed: Rejection?

    /// An admission with these parts.
    package init(api: CompiledAPI, path: RequestPath, pass: Pass? = nil, observed: Rejection? = nil) {
        self.api = api
        self.path = path
        self.pass = pass
        self.observed = observed
    }

    /// The client that calls, where there is a token.
    public var clientID: String? { pass?.token.claims.clientID }

    /// Whether the API's server gets the token (`forward_token`).
    package var forwardsToken: Bool { api.source.forwardsToken }
}
