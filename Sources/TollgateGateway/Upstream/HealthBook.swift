internal import TollgateCatalogue
internal import TollgateConcurrency

/// The results of checks of servers, which all loops share: each server is checked by one loop at a time.
///
/// It reads no clock: moments are passed in, in nanoseconds.
final class HealthBook: Sendable {
    /// A server, and the way in which it is checked.
    struct Key: Hashable, Sendable {
        let url: String
        let check: UpstreamCheck
    }

    private struct Entry {
        var isDown = false
        /// The results in a row that speak against `isDown`.
        var contrary = 0
        var isRunning = false
        var due: Int64
        /// The moment at which a loop has last looked.
        var seen: Int64
    }

    /// Entries that nobody has looked at for so long are forgotten.
    private static let forgotten: Int64 = 60_000_000_000

    private let entries = Lock<[Key: Entry]>([:])

    /// Looks how a server fares, and whether it is to be checked now by the caller.
    ///
    /// - Parameters:
    ///   - key: The server; one that is not known yet is well, and due.
    ///   - now: The moment.
    /// - Returns: Whether its checks fail, and whether the caller has to begin one and to call `finish`.
    func look(_ key: Key, at now: Int64) -> (isDown: Bool, isDue: Bool) {
        entries.withLock { entries in
            if entries[key] == nil {
                entries = entries.filter { now - $0.value.seen < Self.forgotten || $0.value.isRunning }
            }
            var entry = entries[key] ?? Entry(due: now, seen: now)
            entry.seen = now
            let isDue = !entry.isRunning && entry.due <= now
            if isDue {
                entry.isRunning = true
                entry.due = now + key.check.intervalSeconds * 1_000_000_000
            }
            entries[key] = entry
            return (entry.isDown, isDue)
        }
    }

    /// A check has ended.
    ///
    /// - Returns: Whether the server is well now, where that is news.
    func finish(_ key: Key, isWell: Bool) -> Bool? {
        entries.withLock { entries in
            guard var entry = entries[key] else { return nil }
            defer { entries[key] = entry }
            entry.isRunning = false
            guard isWell == entry.isDown else {
                entry.contrary = 0
                return nil
            }
            entry.contrary += 1
            guard entry.contrary >= (isWell ? key.check.successes : key.check.failures) else { return nil }
            entry.contrary = 0
            entry.isDown = !isWell
            return isWell
        }
    }
}
