/// The requests of one HTTP/1 connection, one after the other: whose turn it is, and whether more is to be read.
///
/// What comes ahead of an answer waits, and nothing more is read before it is taken. It knows no channel and no byte.
struct RequestSequence {
    /// The state of a connection.
    enum Phase: Equatable {
        /// The next request may begin.
        case ready
        /// A request is in progress.
        case exchange
        /// It was answered, and the rest of its content is read and left out.
        case discarding
        /// The last answer was written; the client has a moment to read it.
        case ending
        case closed
    }

    /// The longest content that is read to its end for nobody, so that the connection can be used again.
    private static let mostDiscarded: Int64 = 64 * 1_024

    private(set) var phase = Phase.ready
    /// Whether the end of the request in progress has not come yet.
    private(set) var hasOpenContent = false
    /// Whether the next part of its content is wanted.
    private(set) var wantsContent = false
    private(set) var isInputClosed = false
    private var owesContinue = false
    private var mayDiscard = true

    /// Whether the connection is used for no further request, whatever comes.
    var isOver: Bool { phase == .ending || phase == .closed }

    /// Whether what comes is read for nobody.
    var leavesOut: Bool { phase == .discarding || phase == .ending }

    /// Whether the client has closed its side, and of the request in progress the end was not taken.
    var isCutOff: Bool { phase == .exchange && hasOpenContent && isInputClosed }

    /// Whether the next part of a request may be taken.
    ///
    /// - Parameter canWrite: Whether the client takes answers: of those who do not, no further request begins.
    /// - Returns: Whether it is its turn.
    func takesNext(canWrite: Bool) -> Bool {
        switch phase {
        case .ready: canWrite
        case .exchange, .discarding: hasOpenContent
        case .ending, .closed: false
        }
    }

    /// Whether more is to be read.
    ///
    /// While a request is in progress it is, or a client that has gone would not be noticed.
    ///
    /// - Parameters:
    ///   - parser: What has come.
    ///   - canWrite: Whether the client takes answers.
    /// - Returns: Whether it is.
    func wantsRead(_ parser: borrowing RequestParser, canWrite: Bool) -> Bool {
        guard !isInputClosed else { return false }
        switch phase {
        case .ready: return canWrite && (parser.needsBytes || !parser.hasBytes)
        case .exchange: return hasOpenContent ? wantsContent : !parser.hasBytes
        case .discarding, .ending: return true
        case .closed: return false
        }
    }

    /// The head of a request has come.
    mutating func began(_ request: borrowing RequestHead) {
        phase = .exchange
        hasOpenContent = true
        wantsContent = false
        owesContinue = request.expectsContinue
        switch request.content {
        case .none: mayDiscard = true
        case .fixed(let length): mayDiscard = length <= Self.mostDiscarded
        case .streamed: mayDiscard = false
        }
    }

    /// A part of its content has come: whoever waits to be told to send it does not.
    mutating func receivedContent() { owesContinue = false }

    /// Its content has come to its end.
    mutating func receivedEnd() { hasOpenContent = false }

    /// The next part of the content is wanted, or no more of it for now.
    ///
    /// - Returns: Whether that is news, and whether the client waits to be told (RFC 9110 §10.1.1).
    mutating func wantContent(_ isWanted: Bool) -> (isNews: Bool, owesContinue: Bool) {
        guard hasOpenContent, wantsContent != isWanted else { return (false, false) }
        wantsContent = isWanted
        guard isWanted else { return (true, false) }
        defer { owesContinue = false }
        return (true, owesContinue)
    }

    /// Whether the connection can be used again although the answer begins now: what is left of the content is little,
    /// and is sure to come.
    var canKeepConnection: Bool { !hasOpenContent || (mayDiscard && !owesContinue) }

    /// An answer is owed for what is no request.
    mutating func beginRefusal() { phase = .exchange }

    /// The answer was written to its end, and the connection is kept.
    mutating func answered() {
        guard phase == .exchange else { return }
        phase = hasOpenContent ? .discarding : .ready
    }

    /// The content that was left out has come to its end.
    mutating func discarded() {
        if phase == .discarding { phase = .ready }
    }

    /// The client has closed its side.
    mutating func closedInput() { isInputClosed = true }

    /// No further request is taken.
    mutating func end() {
        if phase != .closed { phase = .ending }
    }

    /// The connection is gone.
    mutating func close() { phase = .closed }
}
