internal import TollgateCatalogue
internal import TollgateConcurrency

/// Lets one operation after the other have its way with a provider that fails where two come at once.
///
/// Turns are this process's, one line per issuer, and come in the order in which they were asked for. Nobody waits
/// for ever: whoever has the turn sends a few requests, each with a deadline, and a line that is full lets nobody in.
/// Whoever waits is not sent away because a caller was cancelled: an operation runs to its end, and some of it, such
/// as an approval, may have been committed before.
final class ProviderTurns: Sendable {
    /// How many operations may wait for one provider.
    static let maximumWaiting = 100

    /// Those who wait, by issuer; there is an entry exactly as long as somebody has the turn.
    private let lines = Lock<[[UInt8]: [CheckedContinuation<Bool, Never>]]>([:])

    /// Runs `operation` when it is its turn; at once where the provider takes several requests at a time.
    ///
    /// An operation must not ask for another turn at the same provider: it would wait for itself.
    ///
    /// - Parameters:
    ///   - provider: The provider that the operation sends requests to.
    ///   - operation: What to do.
    /// - Returns: What the operation returns.
    /// - Throws: What the operation throws, or `RegistrationError.providerBusy` if too many wait already.
    func take<Result: Sendable>(
        at provider: Provider, _ operation: () async throws(RegistrationError) -> Result
    ) async throws(RegistrationError) -> Result {
        guard provider.driver.takesOneRequestAtATime else { return try await operation() }
        let line = Self.line(of: provider)
        let isAdmitted = await withCheckedContinuation { continuation in
            let answer = lines.withLock { lines -> Bool? in
                guard let waiting = lines[line] else {
                    lines[line] = []
                    return true
                }
                guard waiting.count < Self.maximumWaiting else { return false }
                lines[line]?.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        guard isAdmitted else { throw .providerBusy(name: provider.name, waiting: Self.maximumWaiting) }
        defer { leave(line) }
        return try await operation()
    }

    /// How many operations wait for their turn at `provider`.
    func waiting(at provider: Provider) -> Int {
        lines.withLock { $0[Self.line(of: provider)]?.count ?? 0 }
    }

    private func leave(_ line: [UInt8]) {
        let next = lines.withLock { lines -> CheckedContinuation<Bool, Never>? in
            guard var waiting = lines[line], !waiting.isEmpty else {
                lines[line] = nil
                return nil
            }
            let next = waiting.removeFirst()
            lines[line] = waiting
            return next
        }
        next?.resume(returning: true)
    }

    /// The same server may have been added under two names.
    private static func line(of provider: Provider) -> [UInt8] { (provider.issuer ?? provider.address).exact }
}
