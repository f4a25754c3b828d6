internal import TollgateCatalogue

/// The places that one connection has taken; they are given back once, when it ends.
final class ConnectionPlace {
    private let count: ListenerCount
    private var address: IPAddress?
    private(set) var place: ConnectionCount.Place

    /// A connection has come.
    init(_ count: ListenerCount) {
        self.count = count
        place = count.enter()
    }

    /// The connection is from an address.
    ///
    /// - Returns: Whether it is served still.
    func claim(_ address: IPAddress) -> Bool {
        guard place == .served else { return false }
        guard count.claim(address) else {
            place = count.refuse()
            return false
        }
        self.address = address
        return true
    }

    /// The connection has ended.
    func leave() { count.leave(place, address) }
}
