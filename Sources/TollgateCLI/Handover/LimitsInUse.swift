import Tollgate

/// What clients have used of their limits, as one process tells it to the next.
struct LimitsInUse: Sendable {
    let quotas: LimitSnapshot
    let rates: LimitSnapshot
    /// The moment of which it tells, by the clock of the process that tells.
    private let instant: Instant

    /// What was used of a gate's limits until now.
    init(of gate: Gate, at instant: Instant) {
        self.init(
            quotas: gate.limitSnapshot(at: instant), rates: gate.rateSnapshot(at: instant), instant: instant)
    }

    private init(quotas: LimitSnapshot, rates: LimitSnapshot, instant: Instant) {
        self.quotas = quotas
        self.rates = rates
        self.instant = instant
    }

    /// What was used between an earlier moment and this one.
    func since(_ earlier: LimitsInUse) -> LimitsInUse {
        let passed = instant.monotonicNanoseconds - earlier.instant.monotonicNanoseconds
        return LimitsInUse(
            quotas: quotas.uses(since: earlier.quotas), rates: rates.rates(since: earlier.rates, nanoseconds: passed),
            instant: instant)
    }

    /// Sends it.
    func send(on connection: HandoverConnection) throws(HandoverFailure) {
        try connection.send(quotas.fileBytes)
        try connection.send(rates.fileBytes)
    }

    /// Receives what another process tells.
    ///
    /// - Throws: `HandoverFailure`, where it has gone or tells what cannot be read.
    init(on connection: HandoverConnection, at instant: Instant) throws(HandoverFailure) {
        let messages = [try connection.receive(), try connection.receive()]
        guard let quotas = try? LimitSnapshot(fileBytes: messages[0]),
            let rates = try? LimitSnapshot(fileBytes: messages[1])
        else { throw .unreadable }
        self.init(quotas: quotas, rates: rates, instant: instant)
    }
}
