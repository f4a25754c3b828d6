/// The turns of one connection of a client.
struct ConnectionTurn {
    private var place: (turns: ClientTurns, share: ClientShare)?
    /// Whether others have their turns first: nothing is begun, passed on or read meanwhile.
    private(set) var isAwaited = false

    /// The connection has come to a loop; it has to ``leave()``.
    mutating func join(_ turns: ClientTurns, as origin: ConnectionOrigin) {
        place = (turns, turns.join(origin.isTrusted ? nil : origin.address))
    }

    /// Takes a step.
    ///
    /// - Parameter connection: The connection, which is told where it has to wait.
    /// - Returns: Whether the step may be done now.
    mutating func take(for connection: any TurnTaking) -> Bool {
        guard !isAwaited, let (turns, share) = place else { return false }
        isAwaited = !turns.take(share)
        if isAwaited { turns.wait(connection, share) }
        return !isAwaited
    }

    /// The turn has come.
    mutating func come() { isAwaited = false }

    /// The connection has gone.
    mutating func leave() {
        if let (turns, share) = place { turns.leave(share) }
        place = nil
    }
}
