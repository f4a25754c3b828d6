internal import Synchronization

/// A count of requests in progress.
final class ProgressCounter: Sendable {
    /// The API that they are for; `nil` counts those for all of them.
    let api: String?
    /// The count for all APIs, if this is the one of a single API.
    let total: ProgressCounter?
    private let count = Atomic<Int>(0)

    init(api: String?, total: ProgressCounter? = nil) {
        self.api = api
        self.total = total
    }

    /// The number of requests in progress.
    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    /// Counts one more here, and not in the total, unless there are `limit` already.
    func enter(limit: Int?) -> Bool {
        guard let limit else {
            count.add(1, ordering: .sequentiallyConsistent)
            return true
        }
        var value = count.load(ordering: .relaxed)
        while value < limit {
            let (isExchanged, current) = count.weakCompareExchange(
                expected: value, desired: value + 1, ordering: .sequentiallyConsistent)
            if isExchanged { return true }
            value = current
        }
        return false
    }

    /// Counts one less, here and in the total.
    func leave() {
        leaveAlone()
        total?.leaveAlone()
    }

    /// Counts one less here, where the total has not counted it.
    func leaveAlone() { count.subtract(1, ordering: .sequentiallyConsistent) }
}
