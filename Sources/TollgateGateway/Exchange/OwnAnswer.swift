internal import NIOCore
internal import Tollgate

/// An answer of the gateway's own.
struct OwnAnswer {
    var head: ResponseHead
    let content: ByteBuffer

    /// An answer with these parts.
    init(head: ResponseHead, content: ByteBuffer) {
        self.head = head
        self.content = content
    }

    /// The bytes of the answer, after which its connection ends.
    ///
    /// - Parameter isHead: Whether it is to `HEAD`, and has no content.
    /// - Returns: Head and content.
    func lastBytes(isHead: Bool) -> [UInt8] {
        var request = RequestHead()
        request.method = isHead ? "HEAD" : "GET"
        request.keepsAlive = false
        var writer = HTTP1AnswerWriter(request)
        var bytes: [UInt8] = []
        writer.writeHead(head, adding: FieldBlock(), to: &bytes)
        if !isHead { bytes += content.readableBytesView }
        return bytes
    }

    /// The same answer with another status and no content.
    func withoutContent(status: Int) -> OwnAnswer {
        var head = head
        head.status = status
        head.content = .fixed(0)
        head.announcedLength = 0
        return OwnAnswer(head: head, content: ByteBuffer())
    }

    /// An answer with a status, fields and a text.
    init(status: Int, _ fields: [(name: String, value: String)] = [], text: String = "") {
        content = ByteBuffer(string: text)
        head = ResponseHead(status: status, fields)
        if status != 204 {
            head.content = .fixed(Int64(content.readableBytes))
            head.announcedLength = Int64(content.readableBytes)
        }
    }

    /// An answer with `error`, `error_description` and `code`.
    init(
        status: Int, _ fields: [(name: String, value: String)] = [], error: String, explanation: String, code: String
    ) {
        self.init(GateAnswer(status: status, fields, error: error, explanation: explanation, code: code))
    }

    /// The answer to a request that cannot be read.
    init(_ fault: RequestFault) {
        self.init(status: fault.status, error: fault.code, explanation: fault.explanation, code: fault.code)
    }

    /// The answer in the place of an upstream's.
    init(_ failure: UpstreamFailure) {
        self.init(
            status: failure.status, failure.status == 503 ? [("Retry-After", "1")] : [], error: failure.error,
            explanation: failure.explanation, code: failure.code)
    }

    /// An answer of the gate's.
    init(_ answer: GateAnswer) {
        self.init(status: answer.status, answer.fields, text: answer.text)
    }
}
