import Synchronization
import TollgateOutbound
import TollgateRegistrar

/// A provider that gives one answer after the other and remembers what it was asked.
final class StubProvider: HTTPTransport, MetadataSource {
    static let issuer = "https://idp.example"
    static let registrationEndpoint = "https://idp.example/register"
    static let tokenEndpoint = "https://idp.example/token"

    private struct State {
        var answers: [Result<OutboundResponse, OutboundError>] = []
        var requests: [OutboundRequest] = []
        var metadata = ProviderMetadata(
            issuer: StubProvider.issuer, tokenEndpoint: StubProvider.tokenEndpoint,
            registrationEndpoint: StubProvider.registrationEndpoint)
        var discoveries = 0
        var whenAsked: (@Sendable (OutboundRequest) async -> Void)?
    }

    private let state = Mutex(State())

    var requests: [OutboundRequest] { state.withLock { $0.requests } }
    var discoveries: Int { state.withLock { $0.discoveries } }
    var methods: [String] { requests.map(\.method) }
    var lastBody: [String: JSONValue] {
        requests.last?.body.flatMap { JSONValue(parsing: $0)?.object } ?? [:]
    }

    func answer(_ status: Int, _ body: String = "", headers: [(name: String, value: String)] = []) {
        state.withLock {
            $0.answers.append(.success(OutboundResponse(status: status, headers: headers, body: Array(body.utf8))))
        }
    }

    func fail(_ error: OutboundError) {
        state.withLock { $0.answers.append(.failure(error)) }
    }

    func publish(_ metadata: ProviderMetadata) {
        state.withLock { $0.metadata = metadata }
    }

    func whenAsked(_ action: @escaping @Sendable (OutboundRequest) async -> Void) {
        state.withLock { $0.whenAsked = action }
    }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let action = state.withLock { state in
            state.requests.append(request)
            return state.whenAsked
        }
        await action?(request)
        let next = state.withLock { state in
            state.answers.isEmpty
                ? Result.failure(OutboundError.unreachable(url: request.url, reason: "nothing is scripted"))
                : state.answers.removeFirst()
        }
        return try next.get()
    }

    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
        try await metadata(at: discoveryURL ?? issuer)
    }

    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        state.withLock { state in
            state.discoveries += 1
            return state.metadata
        }
    }
}
