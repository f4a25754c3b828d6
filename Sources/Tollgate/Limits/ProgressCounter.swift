internal import Synchronization

/// How many requests are in progress.
final class ProgressCounter: Sendable {
    /// The API that they are for; `nil` counts those for all of them.
    let api: String?
    private let count = Atomic<Int>(0)

    init(api: String?) {
        self.api = api
    }

    /// How many there are.
    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    /// Counts one more, unless there are `limit` already.
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

    /// Counts one less.
    func leave() { count.subtract(1, ordering: .sequentiallyConsistent) }
}
