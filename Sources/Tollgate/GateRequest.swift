/// The part of a request that a decision depends on, beside its credential.
public struct GateRequest: Sendable {
    /// The API that is called.
    public let api: CompiledAPI
    /// The method, in capitals as HTTP has it.
    public let method: String
    /// The path.
    public let path: RequestPath
    /// The certificate whose key the client has, for tokens that are bound to one.
    ///
    /// Default: none, and a bound token is ``Rejection/proofRequired``.
    public var certificate: ClientCertificate?

    /// A request to an API.
    public init(api: CompiledAPI, method: String, path: RequestPath) {
        self.api = api
        self.method = method
        self.path = path
    }
}
