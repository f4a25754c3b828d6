/// The head of a request, as every protocol in front of an exchange tells it.
struct RequestHead: Sendable {
    /// The framing of the content of a request.
    enum Content: Equatable, Sendable {
        /// There is none.
        case none
        /// After so many bytes.
        case fixed(Int64)
        /// At the moment that its protocol tells.
        case streamed
    }

    /// The method, as it was sent.
    var method = ""
    /// Path and query in origin form (RFC 9112 §3.2.1).
    var target = ""
    /// The minor version of HTTP/1; of a newer protocol 1.
    var minorVersion = 1
    /// The fields.
    var fields = FieldBlock()
    /// The framing of its content.
    var content = Content.none
    /// The place where the request comes from.
    var origin = RequestOrigin()
    /// The place of the value of `Host` in the bytes of the fields, if there is one.
    var host: Range<Int>?
    /// The place of the value of `Authorization`, if there is one.
    var authorization: Range<Int>?
    /// Whether there are several `Authorization` fields.
    var hasSeveralAuthorizations = false
    /// The place of the value of `Upgrade`, if the client asks for another protocol and could have it.
    var upgrade: Range<Int>?
    /// The client's certificate, if it has shown one.
    var certificate: PeerCertificate?
    /// Whether the client waits for 100 before it sends the content (RFC 9110 §10.1.1).
    var expectsContinue = false
    /// Whether the client reads the trailers of an answer (RFC 9110 §6.5.1).
    var acceptsTrailers = false
    /// Whether it is a call of gRPC, whose client wants to be told faults in its own way.
    var isGRPC = false
    /// The time in nanoseconds after which the client wants no answer any more, if it has told.
    var timeLimit: Int64?
    /// Whether the client wants its connection kept.
    var keepsAlive = true

    /// Whether the answer has no content.
    var isHead: Bool { method == "HEAD" }

    /// Whether the request may be sent twice (RFC 9110 §9.2.1), and can be, since nothing follows its head.
    var canBeRepeated: Bool {
        guard content == .none || content == .fixed(0) else { return false }
        return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE"
    }
}
