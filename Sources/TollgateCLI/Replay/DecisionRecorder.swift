import Tollgate
import TollgateConcurrency

/// Keeps the decisions of a gate until they are written, and drops what comes too fast: no request waits for a file.
///
/// Only decisions that a catalogue could make otherwise are kept: those about tokens whose claims were read and whose
/// lifetime was right.
final class DecisionRecorder: Sendable {
    private struct Entry {
        let token: VerifiedToken
        let request: GateRequest
        let instant: Instant
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
    ///   - gate: The gate whose decisions are recorded.
    ///   - hashesClients: Whether clients and subjects are hashed.
    ///   - capacity: The most decisions that are kept. Default: 8 192.
    init(gate: Gate, hashesClients: Bool, capacity: Int = 8_192) {
        self.gate = gate
        self.hashesClients = hashesClients
        self.capacity = capacity
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Keeps a decision, if a catalogue could have made it otherwise.
    func decided(_ request: GateRequest, _ credential: BearerCredential?, _ decision: Decision, at instant: Instant) {
        guard let (token, outcome) = fate(request, credential, decision, at: instant) else { return }
        let entry = Entry(token: token, request: request, instant: instant, outcome: outcome)
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
                entry.token, entry.request, outcome: entry.outcome, at: entry.instant,
                hashesClients: hashesClients)
        }
        return (records, taken.dropped)
    }

    private func fate(
        _ request: GateRequest, _ credential: BearerCredential?, _ decision: Decision, at instant: Instant
    ) -> (token: VerifiedToken, outcome: String)? {
        switch decision {
        case .admit(let pass): return (pass.token, DecisionRecord.admitted)
        case .reject(let rejection, _):
            guard Self.isUpToTheCatalogue(rejection), let credential,
                let token = gate.verifiedToken(of: credential, for: request, at: instant)
            else { return nil }
            return (token, rejection.code)
        case .waiting: return nil
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
