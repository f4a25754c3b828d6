import Tollgate
import TollgateConcurrency
import TollgateHummingbird

/// Keeps the decisions of a gate until they are written, and drops what comes too fast: no request waits for a file.
///
/// Only decisions that a catalogue could make otherwise are kept: those about tokens whose claims were read and whose
/// lifetime was right.
final class DecisionRecorder: DecisionObserver {
    private struct Entry {
        let token: VerifiedToken
        let event: DecisionEvent
        let outcome: String
    }

    private struct State {
        var entries: [Entry] = []
        var dropped = 0
    }

    /// Tells that there is something to take.
    let arrivals: AsyncStream<Void>

    private let gate: Gate
    private let hashesClients: Bool
    private let capacity: Int
    private let state = Lock(State())
    private let arrival: AsyncStream<Void>.Continuation

    /// A recorder for a gate.
    ///
    /// - Parameters:
    ///   - gate: The gate whose middleware has the recorder among its observers.
    ///   - hashesClients: Whether clients and subjects are hashed.
    ///   - capacity: How many decisions are kept at most. Default: 8 192.
    init(gate: Gate, hashesClients: Bool, capacity: Int = 8_192) {
        self.gate = gate
        self.hashesClients = hashesClients
        self.capacity = capacity
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func decided(_ event: DecisionEvent) {
        guard let entry = entry(for: event) else { return }
        let isFirst = state.withLock { state in
            guard state.entries.count < capacity else {
                state.dropped += 1
                return false
            }
            state.entries.append(entry)
            return state.entries.count == 1
        }
        if isFirst { arrival.yield() }
    }

    /// The decisions that have come since the last call, and how many were dropped meanwhile.
    func take() -> (records: [DecisionRecord], dropped: Int) {
        let taken = state.withLock { state in
            defer { state = State() }
            return state
        }
        let records = taken.entries.compactMap { entry in
            DecisionRecord(
                entry.token, entry.event.request, outcome: entry.outcome, at: entry.event.instant,
                hashesClients: hashesClients)
        }
        return (records, taken.dropped)
    }

    private func entry(for event: DecisionEvent) -> Entry? {
        switch event.decision {
        case .admit(let pass): return Entry(token: pass.token, event: event, outcome: DecisionRecord.admitted)
        case .reject(let rejection, _):
            guard Self.isUpToTheCatalogue(rejection), let credential = event.credential,
                let token = gate.verifiedToken(of: credential, for: event.request, at: event.instant)
            else { return nil }
            return Entry(token: token, event: event, outcome: rejection.code)
        case .awaitingKeys: return nil
        }
    }

    /// Whether another catalogue could have admitted the request.
    private static func isUpToTheCatalogue(_ rejection: Rejection) -> Bool {
        switch rejection {
        case .issuerUnknown, .audienceMismatch, .scopeInsufficient, .accessDenied, .planMissing, .concurrencyExceeded,
            .rateExceeded, .quotaExceeded:
            true
        default: false
        }
    }
}
