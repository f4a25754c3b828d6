import TollgateConcurrency

/// Sees to it that no single caller has all connections to an upstream in use.
final class UpstreamShares: Sendable {
    /// Who has requests passed on.
    enum Caller: Hashable {
        /// The client that a token names, at its issuer; byte for byte, since other spellings are other clients.
        case client([UInt8], issuer: [UInt8])
        /// Whoever calls from an address, where no token is needed or it names no client.
        case address(String)
    }

    /// The right to pass one request on; it ends with the last reference to it.
    final class Lease: Sendable {
        private let shares: UpstreamShares
        private let caller: Caller

        fileprivate init(_ shares: UpstreamShares, _ caller: Caller) {
            self.shares = shares
            self.caller = caller
        }

        deinit { shares.release(caller) }
    }

    /// How many requests of one caller may be passed on at the same time: half of the connections.
    let share: Int
    private let inUse = Lock<[Caller: Int]>([:])

    /// Shares of so many connections to one upstream.
    init(connections: Int) {
        share = max(1, connections / 2)
    }

    /// A lease, or `nil` where the caller has its share in use.
    func lease(_ caller: Caller) -> Lease? {
        let isFree = inUse.withLock { inUse in
            let count = inUse[caller, default: 0]
            guard count < share else { return false }
            inUse[caller] = count + 1
            return true
        }
        return isFree ? Lease(self, caller) : nil
    }

    private func release(_ caller: Caller) {
        inUse.withLock { inUse in
            guard let count = inUse[caller] else { return }
            inUse[caller] = count > 1 ? count - 1 : nil
        }
    }
}
