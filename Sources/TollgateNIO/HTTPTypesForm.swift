internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import Tollgate

/// Requests and answers as swift-http-types has them.
enum HTTPTypesForm: MessageForm {
    static func piece(of part: HTTPRequestPart) -> RequestPiece<HTTPRequest> {
        switch part {
        case .head(let head): .head(head)
        case .body(let content): .content(content.readableBytes)
        case .end: .end
        }
    }

    static func size(of part: HTTPRequestPart) -> Int {
        switch part {
        case .head(let head): (head.path ?? "").utf8.count + size(of: head.headerFields)
        case .body(let content): content.readableBytes
        case .end(let trailers): trailers.map(size) ?? 0
        }
    }

    private static func size(of fields: HTTPFields) -> Int {
        fields.reduce(0) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + HeldParts<HTTPRequestPart>.overhead
        }
    }

    static func part(_ head: HTTPRequest) -> HTTPRequestPart { .head(head) }

    static func lastPart(_ part: HTTPRequestPart, _ admission: Admission) -> HTTPRequestPart {
        guard case .end(var trailers?) = part else { return part }
        trailers.removeAll { !FieldRules.isKept($0.name.rawName, for: admission) }
        return .end(trailers)
    }

    static func summary(of head: HTTPRequest) -> RequestSummary {
        var summary = RequestSummary(target: head.path ?? "", method: head.method.rawValue)
        summary.host = head.authority
        for field in head.headerFields { summary.see(field.name.rawName, field.value) }
        let options = head.headerFields[values: .connection].flatMap { $0.split(separator: ",") }
        summary.keepsAlive = !options.contains { $0.lowercased().split(separator: " ") == ["close"] }
        return summary
    }

    static func admit(_ head: inout HTTPRequest, _ summary: RequestSummary, _ admission: Admission) {
        let keepsToken = admission.forwardsToken
        if summary.hasReserved {
            head.headerFields.removeAll { !FieldRules.isKept($0.name.rawName, keepsToken: keepsToken) }
            head.headerFields[values: .connection] = head.headerFields[values: .connection].compactMap {
                FieldRules.connection($0)
            }
        } else if !keepsToken {
            head.headerFields[.authorization] = nil
        }
        if let claims = admission.api.identityClaims {
            head.headerFields.removeAll { claims.isField($0.name.rawName.utf8Span.span) }
            head.headerFields.append(fields: admission.identityFields)
        }
        for field in IdentityField.allCases {
            guard let value = field.value(for: admission), let name = HTTPField.Name(field.name) else { continue }
            head.headerFields.append(HTTPField(name: name, value: value))
        }
    }

    static func piece(of part: HTTPResponsePart) -> ResponsePiece<HTTPResponse> {
        switch part {
        case .head(let head): head.status.kind == .informational && head.status.code != 101 ? .interim : .head(head)
        case .body: .content
        case .end: .end
        }
    }

    static func part(_ head: HTTPResponse) -> HTTPResponsePart { .head(head) }

    static func settle(_ head: inout HTTPResponse, _ admission: Admission) {
        if let rejection = admission.observed {
            head.headerFields.append(fields: [(IdentityField.observed.name, rejection.code)])
        }
        if let pass = admission.pass { head.headerFields.append(limitsOf: pass) }
    }

    static func settle(_ head: inout HTTPResponse, _ policy: CrossOriginPolicy, origin: String) {
        head.headerFields.settle(policy, origin: origin)
    }

    static func head(of answer: GateAnswer, to summary: RequestSummary, date: String, closes: Bool) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append(fields: answer.fields)
        fields[.date] = date
        if answer.status != 204 { fields[.contentLength] = "\(answer.text.utf8.count)" }
        if closes { fields[.connection] = "close" }
        return HTTPResponse(status: HTTPResponse.Status(code: answer.status), headerFields: fields)
    }

    static func part(_ content: ByteBuffer) -> HTTPResponsePart { .body(content) }

    static var lastPart: HTTPResponsePart { .end(nil) }
}
