internal import NIOCore

/// The connections of one client on a loop, and the steps that they have taken in the turn at hand.
///
/// Only ``ClientTurns`` changes it.
final class ClientShare {
    /// The network that it is known by, if it is.
    let key: ClientTurns.Key?
    var connections = 1
    /// The turn that its steps belong to.
    var turn: UInt64 = 0
    var steps = 0
    /// Whether the connection at hand has waited for the next step.
    var isGranted = false
    /// Whether it is among the shares of which connections wait.
    var isWaiting = false
    /// The connections that wait for a step, each once.
    var waiting = CircularBuffer<any TurnTaking>()

    /// A share of a client's first connection.
    init(_ key: ClientTurns.Key?) {
        self.key = key
    }
}
