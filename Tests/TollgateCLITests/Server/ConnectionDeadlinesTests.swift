import NIOCore
import Testing
import TollgateConfiguration

@testable import TollgateCLI

@Suite("Whatever a client takes too long with has a deadline, and what the server takes long with has none")
struct ConnectionDeadlinesTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private func deadlines() -> ConnectionDeadlines {
        var settings = TimeoutSettings()
        settings.headerSeconds = 30
        return ConnectionDeadlines(ConnectionTimeouts(settings), at: start)
    }

    private func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

    private func expect(
        _ deadlines: ConnectionDeadlines, _ cause: ConnectionDeadlines.Cause?, _ seconds: Int64 = 0,
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(deadlines.next?.cause == cause, sourceLocation: location)
        if cause != nil { #expect(deadlines.next?.at == at(seconds), sourceLocation: location) }
    }

    @Test("A header has 30 s from the connection's beginning or its first byte, however its bytes trickle in")
    func boundsHeaders() {
        var deadlines = deadlines()
        expect(deadlines, .header, 30)
        for second in 1..<30 { deadlines.readBytes(at: at(Int64(second))) }
        expect(deadlines, .header, 30)
        #expect(deadlines.hasPartOfHeader)
        deadlines.readHead(at: at(29))
        deadlines.readEnd()
        deadlines.wrote(at: at(40))
        deadlines.wroteEnd(at: at(50))
        expect(deadlines, .keepAlive, 125)
        deadlines.readBytes(at: at(100))
        expect(deadlines, .header, 130)
    }

    @Test("A body has 5 min in all, and 30 s between two parts as long as they are waited for")
    func boundsBodies() {
        var deadlines = deadlines()
        deadlines.readBytes(at: at(0))
        deadlines.readHead(at: at(0))
        // Nobody wants more yet: an upstream that takes its time is not the client's fault.
        expect(deadlines, .body, 300)
        deadlines.wantsMore(at: at(10))
        expect(deadlines, .body, 40)
        for second in stride(from: Int64(35), through: 290, by: 25) {
            deadlines.readBytes(at: at(second))
            deadlines.readBody(at: at(second))
            deadlines.wantsMore(at: at(second))
        }
        expect(deadlines, .body, 300)
    }

    @Test("An answer that takes long has no deadline of the client's, so that feeds and slow upstreams live")
    func sparesAnswers() {
        var deadlines = deadlines()
        deadlines.readBytes(at: at(0))
        deadlines.readHead(at: at(0))
        deadlines.readEnd()
        deadlines.wantsMore(at: at(0))
        expect(deadlines, nil)
        deadlines.wrote(at: at(1))
        expect(deadlines, nil)
        // Part of the next request has come ahead of the answer; its time begins with its turn.
        deadlines.readBytes(at: at(2))
        expect(deadlines, nil)
        deadlines.wroteEnd(at: at(1_000))
        expect(deadlines, .header, 1_030)
    }

    @Test("A body that has come ahead of the answer to the request before it has its time from its turn on")
    func countsFromTheTurn() {
        var deadlines = deadlines()
        deadlines.readBytes(at: at(0))
        deadlines.readHead(at: at(0))
        deadlines.readEnd()
        deadlines.readHead(at: at(0))
        expect(deadlines, nil)
        deadlines.wrote(at: at(500))
        deadlines.wroteEnd(at: at(500))
        expect(deadlines, .body, 800)
    }

    @Test("A client that has closed its side is kept while bytes go to and fro, and 200 ms longer")
    func endsHalfClosed() {
        var deadlines = deadlines()
        deadlines.readBytes(at: at(0))
        deadlines.readHead(at: at(0))
        deadlines.readEnd()
        deadlines.closedInput()
        #expect(deadlines.next?.cause == .halfClosed)
        #expect(deadlines.next?.at == start + .milliseconds(200))
        deadlines.wrote(at: at(3))
        #expect(deadlines.next?.at == at(3) + .milliseconds(200))
    }

    @Test("Times that are as good as for ever do not overflow")
    func boundsTimes() {
        var settings = TimeoutSettings()
        settings.headerSeconds = .max
        settings.bodySeconds = .max
        settings.keepAliveSeconds = .max
        var deadlines = ConnectionDeadlines(ConnectionTimeouts(settings), at: start)
        expect(deadlines, .header, 365 * 86_400)
        deadlines.readHead(at: start)
        expect(deadlines, .body, 365 * 86_400)
    }
}
