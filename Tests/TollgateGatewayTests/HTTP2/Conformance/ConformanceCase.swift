import Testing

/// One of h2spec's cases: what a client sends, and what a server answers that keeps RFC 9113 and RFC 7541.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// The codes of errors (RFC 9113 §7).
    enum Code: UInt32 {
        case none = 0
        case `protocol` = 1
        case flowControl = 3
        case streamClosed = 5
        case frameSize = 6
        case refusedStream = 7
        case compression = 9
    }

    /// What has to come of it.
    enum Outcome: Sendable {
        /// An answer with 200 on the stream 1.
        case answer
        /// GOAWAY with one of the codes, and the end of the connection.
        case connectionError([Code])
        /// RST_STREAM with one of the codes; or GOAWAY, since each error of a stream may be one of the connection
        /// (RFC 9113 §5.4.1).
        case streamError([Code])
        /// RST_STREAM with the code.
        case reset(Code)
        /// GOAWAY with any code but the one that tells of no error.
        case goAway
        /// The end of the connection.
        case end
        /// PING with ACK and these eight bytes, and none before it.
        case ping([UInt8])
        /// The first DATA frame that has come since the last step has this length.
        case data(Int)
        /// The steps have checked everything.
        case nothing

        static func connectionError(_ code: Code) -> Outcome { .connectionError([code]) }
        static func streamError(_ code: Code) -> Outcome { .streamError([code]) }
    }

    typealias Steps = @Sendable (inout FrameClient, ConformanceRequest) async throws -> Void

    /// The number that h2spec gives it, such as `http2/5.1/1`.
    let id: String
    /// h2spec's sentence.
    let sentence: String
    let outcome: Outcome
    /// Whether the steps come behind the SETTINGS frames of both sides.
    var isBegun = true
    let steps: Steps

    init(_ id: String, _ sentence: String, _ outcome: Outcome, isBegun: Bool = true, steps: @escaping Steps) {
        self.id = id
        self.sentence = sentence
        self.outcome = outcome
        self.isBegun = isBegun
        self.steps = steps
    }

    /// A case that sends some frames at once.
    static func frames(
        _ id: String, _ sentence: String, _ outcome: Outcome,
        _ frames: @escaping @Sendable (ConformanceRequest) -> [FrameClient.Frame]
    ) -> ConformanceCase {
        ConformanceCase(id, sentence, outcome) { client, request in try await client.send(frames(request)) }
    }

    var testDescription: String { "\(id) \(sentence)" }
}
