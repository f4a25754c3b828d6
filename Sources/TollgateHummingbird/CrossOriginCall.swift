internal import HTTPTypes
internal import Hummingbird
internal import Tollgate
internal import TollgateNIO

/// A request to an API that pages of other origins may call.
struct CrossOriginCall {
    /// The answer, where a browser asks before a page's request.
    let preflightAnswer: GateAnswer?
    private let policy: CrossOriginPolicy
    private let origin: String

    /// A request to an API; `nil` where the API says nothing about pages of other origins.
    init?(_ request: Request, _ api: CompiledAPI, _ path: RequestPath) {
        let isOpen = api.isPublic(method: request.method.rawValue, path: path)
        guard let policy = api.crossOriginPolicy(isGateway: false, isOpen: isOpen) else { return nil }
        self.policy = policy
        origin = request.headers[.origin] ?? ""
        preflightAnswer =
            request.method == .options
            ? api.preflightAnswer(
                origin: origin.utf8Span.span, method: request.headers[.accessControlRequestMethod], path: path,
                isGateway: false) : nil
    }

    /// An answer with the fields of the policy in the place of others.
    func settled(_ response: Response) -> Response {
        var response = response
        response.headers.settle(policy, origin: origin)
        return response
    }
}
