internal import TollgateConcurrency

/// A part of the clients, with the lock under which their counters come and go.
final class LimiterShard: Sendable {
    let clients = Lock(CounterTable())
}
