/// What the gate needs to know of a request.
public struct GateRequest: Sendable {
    /// The API that is called.
    public let api: GateAPI
    /// The method, in capitals as HTTP has it.
    public let method: String
    /// The path.
    public let path: RequestPath

    /// A request to an API.
    public init(api: GateAPI, method: String, path: RequestPath) {
        self.api = api
        self.method = method
        self.path = path
    }
}
