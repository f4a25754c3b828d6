internal import Synchronization
internal import TollgateConcurrency

/// One of the tables of the cache, with its lock.
///
/// It fills two cache lines, so that threads at neighbouring shards do not slow each other down.
struct VerifiedTokenShard: ~Copyable, Sendable {
    let table: Lock<VerifiedTokenTable>
    let misses = Atomic<UInt64>(0)
    /// Whether anything was ever put in, so that an empty one is not searched.
    let isUsed = Atomic<Bool>(false)
    private let padding = InlineArray<8, UInt64>(repeating: 0)

    init(maximumBytes: Int) {
        table = Lock(VerifiedTokenTable(maximumBytes: maximumBytes))
    }
}
