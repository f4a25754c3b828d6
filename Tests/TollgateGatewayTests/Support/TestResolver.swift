import NIOCore
import TollgateConcurrency

@testable import TollgateGateway

/// Says of names what a test has it say, at once or when the test says so.
final class TestResolver: NameResolver {
    private struct State {
        var answer: Result<[SocketAddress], NameFault>
        var waits = false
        var asked: [String] = []
        var waiting: [@Sendable (Result<[SocketAddress], NameFault>) -> Void] = []
    }

    private let state: Lock<State>

    /// A resolver that has these addresses for each name.
    init(_ addresses: [String] = ["192.0.2.9"]) {
        state = Lock(State(answer: .success(Self.parsed(addresses))))
    }

    /// The names that it was asked for.
    var asked: [String] { state.withLock { $0.asked } }

    /// Answers from now on, also those who wait, with these addresses, or that there are none.
    func answer(_ addresses: [String]?) {
        let answer =
            addresses.map { Result<_, NameFault>.success(Self.parsed($0)) }
            ?? .failure(NameFault(words: "it is not known"))
        let waiting = state.withLock { state in
            state.answer = answer
            state.waits = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for completion in waiting { completion(answer) }
    }

    /// Says nothing from now on.
    func wait() { state.withLock { $0.waits = true } }

    func resolve(_ name: String, _ completion: @escaping @Sendable (Result<[SocketAddress], NameFault>) -> Void) {
        let answer = state.withLock { state -> Result<[SocketAddress], NameFault>? in
            state.asked.append(name)
            guard state.waits else { return state.answer }
            state.waiting.append(completion)
            return nil
        }
        if let answer { completion(answer) }
    }

    private static func parsed(_ addresses: [String]) -> [SocketAddress] {
        addresses.compactMap { try? SocketAddress(ipAddress: $0, port: 0) }
    }
}
