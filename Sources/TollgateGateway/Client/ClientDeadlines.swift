/// The deadlines of a client's connection, by what has come and gone on it.
///
/// It reads no clock: moments are passed in, in nanoseconds.
struct ClientDeadlines {
    /// The step that took too long.
    enum Cause: Equatable {
        /// The header of a request, of which a part has come.
        case header
        /// The body of a request.
        case body
        /// The next request.
        case nextRequest
        /// Anything at all, after the client had closed its side.
        case halfClosed
        /// Taking an answer that is ready.
        case write
        /// Reading the last answer.
        case farewell
    }

    private enum Wait {
        /// The client is not waited for.
        case nothing
        /// The first byte of a request, since a moment and for so long.
        case request(since: Int64, within: Int64)
        case header(since: Int64)
        /// The body; `held` while nobody wants its next part.
        case body(since: Int64, lastPart: Int64, isHeld: Bool)
        /// Taking the rest of the last answer.
        case lastWrites(since: Int64)
        case end(since: Int64)
    }

    private var wait: Wait
    private var lastActivity: Int64
    private var isHalfClosed = false
    private var stalledSince: Int64?

    /// The deadlines of a connection that begins now.
    init(_ limits: ClientLimits, at now: Int64) {
        wait = .request(since: now, within: limits.header)
        lastActivity = now
    }

    /// The step that has taken too long, if any has.
    func expired(_ limits: ClientLimits, at now: Int64) -> Cause? {
        if let stalledSince, now - stalledSince > limits.write { return .write }
        switch wait {
        case .nothing: break
        // No request is taken before there is room for its answer: it is not late meanwhile.
        case .request where stalledSince != nil, .header where stalledSince != nil: break
        case .request(let since, let within): if now - since > within { return .nextRequest }
        case .header(let since): if now - since > limits.header { return .header }
        case .body(let since, let lastPart, let isHeld):
            if now - since > limits.body || (!isHeld && now - lastPart > limits.bodyIdle) { return .body }
        case .lastWrites(let since): if now - since > limits.write { return .write }
        case .end(let since): if now - since > limits.farewell { return .farewell }
        }
        // As long as it takes something, if slowly, it is there.
        if isHalfClosed, stalledSince == nil, now - lastActivity > limits.halfClosed { return .halfClosed }
        return nil
    }

    /// No request is wanted any more, but for one that is on its way: it is waited for a moment.
    mutating func drain(_ limits: ClientLimits, at now: Int64) {
        if case .request = wait { wait = .request(since: now, within: limits.farewell) }
    }

    /// Bytes have come, of whatever.
    mutating func received(at now: Int64) {
        lastActivity = now
        if case .request = wait { wait = .header(since: now) }
    }

    /// A header has come to its end.
    mutating func receivedHead(at now: Int64) {
        lastActivity = now
        wait = .body(since: now, lastPart: now, isHeld: false)
    }

    /// A part of a body has come.
    mutating func receivedBody(at now: Int64) {
        if case .body(let since, _, let isHeld) = wait { wait = .body(since: since, lastPart: now, isHeld: isHeld) }
    }

    /// The next part of a body is wanted from now on, or is not.
    mutating func held(_ isHeld: Bool, at now: Int64) {
        if case .body(let since, _, _) = wait { wait = .body(since: since, lastPart: now, isHeld: isHeld) }
    }

    /// A request has come to its end.
    mutating func receivedEnd() {
        if case .body = wait { wait = .nothing }
    }

    /// A part of an answer was written.
    mutating func wrote(at now: Int64) {
        lastActivity = now
    }

    /// The next request is waited for; bytes of it may have come already.
    mutating func isReady(_ limits: ClientLimits, hasBytes: Bool, at now: Int64) {
        lastActivity = now
        wait = hasBytes ? .header(since: now) : .request(since: now, within: limits.keepAlive)
    }

    /// The last answer was written, and is not sent to its end.
    mutating func wroteLast(at now: Int64) { wait = .lastWrites(since: now) }

    /// The last answer was sent.
    mutating func sentLast(at now: Int64) { wait = .end(since: now) }

    /// The client has closed its side.
    mutating func closedInput(at now: Int64) {
        isHalfClosed = true
        lastActivity = now
    }

    /// Written bytes can be sent from now on, or cannot.
    mutating func canWrite(_ canWrite: Bool, at now: Int64) {
        lastActivity = now
        stalledSince = canWrite ? nil : now
        if canWrite, case .header = wait { wait = .header(since: now) }
    }
}
