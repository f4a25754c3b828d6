internal import HTTPTypes
public import Hummingbird
internal import NIOCore
public import Tollgate
public import TollgateCatalogue
internal import TollgateNIO

extension Response {
    /// The answer to a rejected request (RFC 6750 §3).
    ///
    /// - Parameters:
    ///   - rejection: The reason.
    ///   - realm: The protection space: the API's name.
    ///   - scope: The scope that would have been enough, if exactly one is known.
    ///   - resourceMetadata: The URL of the API's metadata (RFC 9728 §5.1), if it has any.
    ///   - limitHeaders: Names and values that tell how the client stands.
    ///   - explanation: A sentence that says more than the fixed one: see `Gate.explanation(of:for:)`.
    ///   - style: The style of status and body; the fields stay the same. Default: as RFC 6750 has it.
    public init(
        rejection: Rejection, realm: String, scope: String? = nil, resourceMetadata: String? = nil,
        limitHeaders: [(name: String, value: String)] = [], explanation: String? = nil,
        style: API.ErrorStyle = .rfc6750
    ) {
        self.init(
            GateAnswer(
                rejection, realm: realm, scope: scope, resourceMetadata: resourceMetadata, limitFields: limitHeaders,
                explanation: explanation, style: style))
    }

    /// An answer of the gate's.
    init(_ answer: GateAnswer) {
        var headers = HTTPFields()
        headers.append(fields: answer.fields)
        self.init(
            status: .init(code: answer.status), headers: headers,
            body: answer.text.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: answer.text)))
    }

    /// The response as it is sent: without content where the request was `HEAD`, its length told nevertheless
    /// (RFC 9110 §9.3.2).
    func answering(_ method: HTTPRequest.Method) -> Response { method == .head ? createHeadResponse() : self }
}
