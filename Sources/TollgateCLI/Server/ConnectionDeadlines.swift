import NIOCore

/// The deadlines of a connection, by the bytes that have come and gone on it.
///
/// It reads no clock: each event comes with its time.
struct ConnectionDeadlines {
    /// The step that took too long.
    enum Cause {
        /// The header of a request.
        case header
        /// The body of a request.
        case body
        /// The next request.
        case keepAlive
        /// Anything at all, after the client had closed its side.
        case halfClosed
    }

    private struct Body {
        var since: NIODeadline
        var lastPart: NIODeadline
    }

    private let timeouts: ConnectionTimeouts
    /// Requests whose header was read and whose answer was not written to its end.
    private(set) var requestsInProgress = 0
    /// Whether the answer to the oldest of them has begun.
    private(set) var isAnswering = false
    /// Whether bytes of a header have come that does not end yet.
    private(set) var hasPartOfHeader = false
    private var headerSince: NIODeadline?
    private var body: Body?
    private var idleSince: NIODeadline
    private var lastActivity: NIODeadline
    /// The time since which the next bytes have been waited for; `nil` while they are not wanted.
    private var wantedSince: NIODeadline?
    private var isHalfClosed = false

    init(_ timeouts: ConnectionTimeouts, at now: NIODeadline) {
        self.timeouts = timeouts
        headerSince = now
        idleSince = now
        lastActivity = now
    }

    /// The next deadline, and what will have taken too long then; `nil` while the client is not waited for.
    var next: (at: NIODeadline, cause: Cause)? {
        var next: (at: NIODeadline, cause: Cause)?
        // Requests may come ahead of the answers to earlier ones; then it is the server that takes its time.
        if let body, requestsInProgress <= 1 {
            next = (body.since + timeouts.body, .body)
            if let wantedSince {
                let idle = max(body.lastPart, wantedSince) + timeouts.bodyIdle
                if idle < body.since + timeouts.body { next = (idle, .body) }
            }
        } else if body == nil, requestsInProgress == 0 {
            if let headerSince {
                next = (headerSince + timeouts.header, .header)
            } else {
                next = (idleSince + timeouts.keepAlive, .keepAlive)
            }
        }
        if isHalfClosed, lastActivity + timeouts.halfClosed < next?.at ?? .distantFuture {
            next = (lastActivity + timeouts.halfClosed, .halfClosed)
        }
        return next
    }

    /// The next bytes are waited for.
    mutating func wantsMore(at now: NIODeadline) {
        if wantedSince == nil { wantedSince = now }
    }

    /// Bytes have come, of whatever.
    mutating func readBytes(at now: NIODeadline) {
        lastActivity = now
        wantedSince = nil
        guard body == nil else { return }
        hasPartOfHeader = true
        if headerSince == nil { headerSince = now }
    }

    /// A header has come to its end.
    mutating func readHead(at now: NIODeadline) {
        requestsInProgress += 1
        headerSince = nil
        hasPartOfHeader = false
        body = Body(since: now, lastPart: now)
    }

    /// A part of a body has come.
    mutating func readBody(at now: NIODeadline) {
        body?.lastPart = now
    }

    /// A request has come to its end.
    mutating func readEnd() {
        body = nil
    }

    /// The client has closed its side.
    mutating func closedInput() {
        isHalfClosed = true
    }

    /// The client takes what was written, if slowly.
    mutating func isTaking(at now: NIODeadline) {
        lastActivity = now
    }

    /// A part of an answer was written.
    mutating func wrote(at now: NIODeadline) {
        lastActivity = now
        isAnswering = true
    }

    /// An answer was written to its end.
    mutating func wroteEnd(at now: NIODeadline) {
        lastActivity = now
        isAnswering = false
        requestsInProgress = max(0, requestsInProgress - 1)
        idleSince = now
        // What had come ahead is the client's turn only now.
        if requestsInProgress == 0, headerSince != nil { headerSince = now }
        if requestsInProgress == 1, body != nil { body = Body(since: now, lastPart: now) }
    }
}
