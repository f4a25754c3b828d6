internal import NIOCore
internal import TollgateCatalogue

/// Shares the time of a loop between its clients, so that none of them makes others wait for more than a few steps.
///
/// A step is to begin a request, or to pass on what has come of a body. Between two looks at its sockets a loop takes
/// eight at most for one client. What is beyond waits, first come, first served, until the sockets of all others were
/// looked at. A client is an address, of IPv6 its network, however many connections it has; of trusted proxies and over
/// unix sockets, which stand for many, each connection is a client. One that is alone on its loop takes 64 steps: nobody
/// waits but those who come.
final class ClientTurns {
    typealias Key = IPAddress

    /// The most steps in a turn beside other clients.
    static let mostSteps = 8
    /// The most steps in a turn of a client that is alone.
    static let mostStepsAlone = 64
    /// From one turn of those that wait to the next.
    ///
    /// A loop runs what is due before it looks at its sockets, so that a turn has to be due a little later; it comes
    /// sooner than one request takes.
    static let delay = TimeAmount.microseconds(20)

    private let eventLoop: any EventLoop
    private var known: [Key: ClientShare] = [:]
    private var shareCount = 0
    private var turn: UInt64 = 1
    /// Shares of which connections wait, each once.
    private var waiting = CircularBuffer<ClientShare>()
    private var isEndAwaited = false

    /// The turns of a loop.
    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    private var most: Int { shareCount > 1 ? Self.mostSteps : Self.mostStepsAlone }

    /// The number of clients.
    var clientCount: Int { shareCount }

    /// A connection has come.
    ///
    /// - Parameter address: The address of its client; `nil` where it stands for several.
    /// - Returns: Its share, to be left once.
    func join(_ address: IPAddress?) -> ClientShare {
        let key = address?.network
        if let key, let share = known[key] {
            share.connections += 1
            return share
        }
        let share = ClientShare(key)
        if let key { known[key] = share }
        shareCount += 1
        return share
    }

    /// A connection has gone.
    func leave(_ share: ClientShare) {
        share.connections -= 1
        guard share.connections == 0 else { return }
        if let key = share.key { known[key] = nil }
        shareCount -= 1
    }

    /// Takes a step, if there is one left in this turn and no other connection of the client waits for it.
    ///
    /// - Parameter share: The share of the connection.
    /// - Returns: Whether it was taken; if not, the connection is to ``wait(_:_:)``.
    func take(_ share: ClientShare) -> Bool {
        if share.turn != turn {
            share.turn = turn
            share.steps = 0
        }
        guard share.steps < most, share.waiting.isEmpty || share.isGranted else { return false }
        share.isGranted = false
        share.steps += 1
        // A turn of few steps needs no end.
        if share.steps == most / 2 { awaitEnd() }
        return true
    }

    /// Has a connection wait for a step; it is told once.
    func wait(_ connection: any TurnTaking, _ share: ClientShare) {
        share.waiting.append(connection)
        guard !share.isWaiting else { return }
        if waiting.isEmpty { scheduleTurn() }
        append(share)
    }

    private func append(_ share: ClientShare) {
        share.isWaiting = true
        waiting.append(share)
    }

    /// Begins another turn when everything was read that the sockets have.
    private func awaitEnd() {
        guard !isEndAwaited else { return }
        isEndAwaited = true
        eventLoop.assumeIsolated().execute {
            self.isEndAwaited = false
            self.turn &+= 1
        }
    }

    private func scheduleTurn() {
        eventLoop.assumeIsolated().scheduleTask(in: Self.delay) { self.serve() }
    }

    /// Gives each client that waits its steps, and each of its connections one at most.
    private func serve() {
        turn &+= 1
        for _ in 0..<waiting.count {
            guard let share = waiting.first else { break }
            share.turn = turn
            share.steps = 0
            var left = share.waiting.count
            while left > 0, share.steps < most, let connection = share.waiting.popFirst() {
                left -= 1
                share.isGranted = true
                connection.hasTurn()
                share.isGranted = false
            }
            // It has stayed in its place, so that connections which wait again do not add it twice.
            waiting.removeFirst()
            share.isWaiting = false
            if !share.waiting.isEmpty { append(share) }
        }
        if !waiting.isEmpty { scheduleTurn() }
    }
}
