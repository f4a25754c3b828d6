import Synchronization
import TollgateRegistrar

/// Judges first tokens as the test says: one verdict after the other, and the last one for all that follow.
final class StubTokenCheck: ClientTokenCheck {
    private struct State {
        var verdicts: [ClientTokenVerdict]
        var seen: [CheckedClient] = []
        var tokens: [Secret] = []
        var whenAsked: (@Sendable () async -> Void)?
    }

    let pauses: [Duration] = [.zero, .zero]
    private let state: Mutex<State>

    init(_ verdicts: ClientTokenVerdict...) {
        state = Mutex(State(verdicts: verdicts))
    }

    var seen: [CheckedClient] { state.withLock { $0.seen } }
    var tokens: [Secret] { state.withLock { $0.tokens } }

    func whenAsked(_ action: @escaping @Sendable () async -> Void) {
        state.withLock { $0.whenAsked = action }
    }

    func verdict(on token: Secret, of client: CheckedClient) async -> ClientTokenVerdict {
        let action = state.withLock { state in
            state.seen.append(client)
            state.tokens.append(token)
            return state.whenAsked
        }
        await action?()
        return state.withLock { $0.verdicts.count > 1 ? $0.verdicts.removeFirst() : $0.verdicts[0] }
    }
}
