internal import Synchronization

/// How many requests are in progress.
final class ProgressCounter: Sendable {
    /// The API that they are for; `nil` counts those for all of them.
    let api: String?
    /// What counts the requests for all APIs, if this counts those for one.
    let total: ProgressCounter?
    private let count = Atomic<Int>(0)

    init(api: String?, total: ProgressCounter? = nil) {
        self.api = api
        self.total = total
    }

    /// How many there are.
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
