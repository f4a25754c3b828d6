internal import NIOCore
internal import Tollgate

/// The form that requests and answers have in a pipeline.
protocol MessageForm: SendableMetatype {
    associatedtype RequestPart: Sendable
    associatedtype RequestHead
    associatedtype ResponsePart: Sendable
    associatedtype ResponseHead

    /// The piece of a request that a part is.
    static func piece(of part: RequestPart) -> RequestPiece<RequestHead>
    /// The bytes that a part keeps in memory, about.
    static func size(of part: RequestPart) -> Int
    /// The part with a head.
    static func part(_ head: RequestHead) -> RequestPart
    /// The last part of a request, without trailers that may not be passed on.
    static func lastPart(_ part: RequestPart, _ admission: Admission) -> RequestPart
    /// The things in a head that the gate needs to know.
    static func summary(of head: RequestHead) -> RequestSummary
    /// Takes out of a head what only the gate may say, and adds what it says.
    static func admit(_ head: inout RequestHead, _ summary: RequestSummary, _ admission: Admission)

    /// The piece of an answer that a part is.
    static func piece(of part: ResponsePart) -> ResponsePiece<ResponseHead>
    /// The part with a head.
    static func part(_ head: ResponseHead) -> ResponsePart
    /// Adds to a head how the client stands, and what was observed.
    static func settle(_ head: inout ResponseHead, _ admission: Admission)
    /// Puts the fields for pages of other origins in the place of those that a head has.
    static func settle(_ head: inout ResponseHead, _ policy: CrossOriginPolicy, origin: String)
    /// The head of an answer of the gate's.
    static func head(of answer: GateAnswer, to summary: RequestSummary, date: String, closes: Bool) -> ResponseHead
    /// The part with content.
    static func part(_ content: ByteBuffer) -> ResponsePart
    /// The last part of an answer, without trailers.
    static var lastPart: ResponsePart { get }
}

/// A piece of a request.
enum RequestPiece<Head> {
    case head(Head)
    /// So many bytes of content.
    case content(Int)
    case end
}

/// A piece of an answer.
enum ResponsePiece<Head> {
    case interim
    case head(Head)
    case content
    case end
}
