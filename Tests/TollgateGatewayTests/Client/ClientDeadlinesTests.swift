import Testing

@testable import TollgateGateway

@Suite("When a client's connection has to end")
struct ClientDeadlinesTests {
    private let limits = ClientLimits(ListenerLimits())
    private static let second: Int64 = 1_000_000_000
    /// Moments are a step coarse, and nothing is cut short.
    private static let step = second / 10

    private func cause(_ deadlines: ClientDeadlines, after seconds: Int64) -> ClientDeadlines.Cause? {
        deadlines.expired(limits, at: seconds * Self.second + Self.step)
    }

    private func causeJustAfter(_ deadlines: ClientDeadlines, _ seconds: Int64) -> ClientDeadlines.Cause? {
        deadlines.expired(limits, at: seconds * Self.second + Self.step + 1)
    }

    @Test("A new connection has ten seconds for a header, whether a byte of it comes or not")
    func boundsHeaders() {
        var deadlines = ClientDeadlines(limits, at: 0)
        #expect(cause(deadlines, after: 10) == nil)
        #expect(causeJustAfter(deadlines, 10) == .nextRequest)
        deadlines.received(at: 0)
        deadlines.received(at: 9 * Self.second)
        #expect(cause(deadlines, after: 10) == nil)
        #expect(causeJustAfter(deadlines, 10) == .header)
    }

    @Test("A body has a whole time, and an idle time only as long as its next part is wanted")
    func boundsBodies() {
        var deadlines = ClientDeadlines(limits, at: 0)
        deadlines.receivedHead(at: 0)
        #expect(cause(deadlines, after: 30) == nil)
        #expect(causeJustAfter(deadlines, 30) == .body)
        deadlines.receivedBody(at: 20 * Self.second)
        #expect(cause(deadlines, after: 50) == nil)
        deadlines.held(true, at: 21 * Self.second)
        #expect(cause(deadlines, after: 300) == nil)
        #expect(causeJustAfter(deadlines, 300) == .body)
        deadlines.held(false, at: 100 * Self.second)
        #expect(cause(deadlines, after: 130) == nil)
        #expect(causeJustAfter(deadlines, 130) == .body)
        deadlines.receivedEnd()
        #expect(causeJustAfter(deadlines, 1_000) == nil)
    }

    @Test("The next request is waited for longer than the first, and a client that has closed its side hardly")
    func boundsWaits() {
        var deadlines = ClientDeadlines(limits, at: 0)
        deadlines.receivedHead(at: 0)
        deadlines.receivedEnd()
        deadlines.closedInput(at: 0)
        #expect(deadlines.expired(limits, at: Self.second / 5 + Self.step) == nil)
        #expect(deadlines.expired(limits, at: Self.second / 5 + Self.step + 1) == .halfClosed)
        deadlines.wrote(at: Self.second)
        #expect(cause(deadlines, after: 1) == nil)
        var kept = ClientDeadlines(limits, at: 0)
        kept.isReady(limits, hasBytes: false, at: 0)
        #expect(cause(kept, after: 75) == nil)
        #expect(causeJustAfter(kept, 75) == .nextRequest)
        kept.isReady(limits, hasBytes: true, at: 0)
        #expect(causeJustAfter(kept, 10) == .header)
    }

    @Test("A client that takes nothing of its answer has a minute, and one that is dismissed a second")
    func boundsWrites() {
        var deadlines = ClientDeadlines(limits, at: 0)
        deadlines.receivedHead(at: 0)
        deadlines.receivedEnd()
        deadlines.canWrite(false, at: 0)
        deadlines.closedInput(at: 0)
        #expect(cause(deadlines, after: 60) == nil)
        #expect(causeJustAfter(deadlines, 60) == .write)
        deadlines.canWrite(true, at: 100 * Self.second)
        #expect(cause(deadlines, after: 100) == nil)
        var dismissed = ClientDeadlines(limits, at: 0)
        dismissed.wroteLast(at: 0)
        #expect(cause(dismissed, after: 60) == nil)
        #expect(causeJustAfter(dismissed, 60) == .write)
        dismissed.sentLast(at: 60 * Self.second)
        #expect(cause(dismissed, after: 61) == nil)
        #expect(causeJustAfter(dismissed, 61) == .farewell)
    }

    @Test("The next request is not late as long as there is no room for its answer")
    func waitsForRoom() {
        var deadlines = ClientDeadlines(limits, at: 0)
        deadlines.receivedHead(at: 0)
        deadlines.receivedEnd()
        deadlines.canWrite(false, at: 0)
        deadlines.isReady(limits, hasBytes: true, at: 0)
        #expect(cause(deadlines, after: 60) == nil)
        #expect(causeJustAfter(deadlines, 60) == .write)
        deadlines.canWrite(true, at: 50 * Self.second)
        #expect(cause(deadlines, after: 60) == nil)
        #expect(causeJustAfter(deadlines, 60) == .header)
    }
}
