import NIOEmbedded
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("A loop's time is shared between clients, not between connections")
struct ClientTurnsTests {
    /// A connection that takes steps until it has none left to take, or has to wait.
    private final class Connection: TurnTaking {
        private let name: String
        private let log: Log
        private var left: Int
        private var turn = ConnectionTurn()

        init(_ name: String, steps: Int, from address: IPAddress?, _ turns: ClientTurns, _ log: Log) {
            self.name = name
            self.log = log
            left = steps
            turn.join(turns, as: ConnectionOrigin(address: address, isTrusted: false))
        }

        func go() {
            while left > 0, turn.take(for: self) {
                left -= 1
                log.steps.append(name)
            }
        }

        func hasTurn() {
            turn.come()
            go()
        }

        func leave() { turn.leave() }
    }

    private final class Log {
        var steps: [String] = []

        /// The steps since the last time.
        func take() -> [String] {
            defer { steps = [] }
            return steps
        }
    }

    private let eventLoop = EmbeddedEventLoop()
    private let log = Log()
    private let turns: ClientTurns

    init() {
        turns = ClientTurns(eventLoop)
    }

    private func connection(_ name: String, steps: Int, from number: UInt32?) -> Connection {
        Connection(name, steps: steps, from: number.map { IPAddress(v4: $0) }, turns, log)
    }

    /// The steps of the next turn of those that wait.
    private func next() -> [String] {
        eventLoop.advanceTime(by: ClientTurns.delay)
        return log.take()
    }

    @Test("A client with many connections takes eight steps in a turn, and another one is not behind the rest of them")
    func sharesByClient() {
        let stranger = (0..<20).map { connection("s\($0)", steps: 1, from: 1) }
        let other = connection("other", steps: 1, from: 2)
        for connection in stranger { connection.go() }
        other.go()
        #expect(log.take() == (0..<8).map { "s\($0)" } + ["other"])
        #expect(next() == (8..<16).map { "s\($0)" })
        #expect(next() == (16..<20).map { "s\($0)" })
        #expect(next() == [])
    }

    @Test("Connections of one client take one step each, one after the other")
    func goesRound() {
        let first = connection("a", steps: 20, from: 1)
        let others = ["b", "c"].map { connection($0, steps: 3, from: 1) }
        let last = connection("x", steps: 1, from: 2)
        for connection in [first] + others + [last] { connection.go() }
        #expect(log.take() == Array(repeating: "a", count: 8) + ["x"])
        #expect(next() == ["a", "b", "c"])
        #expect(next() == ["a", "b", "c"])
        #expect(next() == ["a", "b", "c"])
        #expect(next() == Array(repeating: "a", count: 8))
        #expect(next() == ["a"])
    }

    @Test("Two clients that want more than there is get the same, whatever number of connections they have")
    func isFair() {
        let many = (0..<256).map { _ in connection("many", steps: 100, from: 1) }
        let one = connection("one", steps: 100, from: 2)
        for connection in many + [one] { connection.go() }
        #expect(log.take() == Array(repeating: "many", count: 8) + Array(repeating: "one", count: 8))
        for _ in 0..<10 {
            let steps = next()
            #expect(steps.count { $0 == "one" } == 8 && steps.count { $0 == "many" } == 8)
        }
    }

    @Test("What was read together counts together, and a new turn begins behind it")
    func countsTurns() {
        let other = connection("other", steps: 0, from: 2)
        let busy = (0..<8).map { connection("\($0)", steps: 1, from: 1) }
        for _ in 0..<3 {
            for connection in busy { connection.hasTurn() }
            eventLoop.run()
        }
        #expect(log.take().count == 8)
        let more = (0..<9).map { connection("\($0)", steps: 1, from: 1) }
        for connection in more { connection.go() }
        #expect(log.take().count == 8 && next().count == 1)
        other.leave()
    }

    @Test("A client that is alone takes 64 steps; connections that stand for many clients are clients themselves")
    func knowsWhoIsAlone() {
        let alone = connection("alone", steps: 100, from: 1)
        alone.go()
        #expect(log.take().count == 64)
        let proxies = [connection("p", steps: 10, from: nil), connection("q", steps: 10, from: nil)]
        for proxy in proxies { proxy.go() }
        #expect(log.take() == Array(repeating: "p", count: 8) + Array(repeating: "q", count: 8))
        #expect(turns.clientCount == 3)
        for connection in [alone] + proxies { connection.leave() }
        #expect(turns.clientCount == 0)
    }

    @Test("Addresses of one IPv6 network are one client")
    func knowsNetworks() {
        let connections = (0..<20).map {
            Connection("n", steps: 1, from: IPAddress(high: 0x2001_0DB8 << 32, low: UInt64($0)), turns, log)
        }
        let other = connection("other", steps: 1, from: 2)
        for connection in connections + [other] { connection.go() }
        #expect(log.take().count == 9 && turns.clientCount == 2)
    }
}
