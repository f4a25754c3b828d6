internal import NIOCore
internal import NIOHTTP1
internal import Tollgate

/// Requests and answers as `NIOHTTP1` has them.
enum HTTP1Form: MessageForm {
    static func piece(of part: HTTPServerRequestPart) -> RequestPiece<HTTPRequestHead> {
        switch part {
        case .head(let head): .head(head)
        case .body(let content): .content(content.readableBytes)
        case .end: .end
        }
    }

    static func size(of part: HTTPServerRequestPart) -> Int {
        switch part {
        case .head(let head): head.uri.utf8.count + size(of: head.headers)
        case .body(let content): content.readableBytes
        case .end(let trailers): trailers.map(size) ?? 0
        }
    }

    private static func size(of headers: HTTPHeaders) -> Int {
        headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + HeldParts<HTTPServerRequestPart>.overhead }
    }

    static func part(_ head: HTTPRequestHead) -> HTTPServerRequestPart { .head(head) }

    static func lastPart(_ part: HTTPServerRequestPart, _ admission: Admission) -> HTTPServerRequestPart {
        guard case .end(let trailers?) = part else { return part }
        return .end(HTTPHeaders(trailers.filter { FieldRules.isKept($0.name, for: admission) }))
    }

    static func summary(of head: HTTPRequestHead) -> RequestSummary {
        var summary = RequestSummary(target: head.uri, method: head.method.rawValue)
        summary.version = head.version
        for (name, value) in head.headers { summary.see(name, value) }
        summary.keepsAlive = head.isKeepAlive
        return summary
    }

    static func admit(_ head: inout HTTPRequestHead, _ summary: RequestSummary, _ admission: Admission) {
        if summary.hasReserved {
            head.headers = cleaned(head.headers, keepsToken: admission.forwardsToken)
        } else if !admission.forwardsToken, summary.authorization.value != nil {
            head.headers.remove(name: "Authorization")
        }
        if let claims = admission.api.identityClaims {
            head.headers = HTTPHeaders(head.headers.filter { !claims.isField($0.name.utf8Span.span) })
            for field in admission.identityFields { head.headers.add(name: field.name, value: field.value) }
        }
        var fields: [(String, String)] = []
        fields.reserveCapacity(IdentityField.allCases.count)
        for field in IdentityField.allCases {
            if let value = field.value(for: admission) { fields.append((field.name, value)) }
        }
        head.headers.add(contentsOf: HTTPHeaders(fields))
    }

    private static func cleaned(_ headers: HTTPHeaders, keepsToken: Bool) -> HTTPHeaders {
        var kept = HTTPHeaders()
        for (name, value) in headers where FieldRules.isKept(name, keepsToken: keepsToken) {
            let rest = FieldRules.isConnection(name) ? FieldRules.connection(value) : value
            if let rest { kept.add(name: name, value: rest) }
        }
        return kept
    }

    static func piece(of part: HTTPServerResponsePart) -> ResponsePiece<HTTPResponseHead> {
        switch part {
        // An answer that switches protocols is the last one of the connection.
        case .head(let head): (100..<200).contains(head.status.code) && head.status.code != 101 ? .interim : .head(head)
        case .body: .content
        case .end: .end
        }
    }

    static func part(_ head: HTTPResponseHead) -> HTTPServerResponsePart { .head(head) }

    static func settle(_ head: inout HTTPResponseHead, _ admission: Admission) {
        if let rejection = admission.observed {
            head.headers.add(name: IdentityField.observed.name, value: rejection.code)
        }
        guard let pass = admission.pass else { return }
        var fields: [(String, String)] = []
        fields.reserveCapacity(LimitField.allCases.count)
        pass.forEachLimitField { field, value in fields.append((field.name, value)) }
        // One after the other each name would be looked through for what is not ASCII.
        if !fields.isEmpty { head.headers.add(contentsOf: HTTPHeaders(fields)) }
    }

    static func settle(_ head: inout HTTPResponseHead, _ policy: CrossOriginPolicy, origin: String) {
        head.headers = HTTPHeaders(head.headers.filter { !CrossOriginPolicy.isOwn($0.name.utf8Span.span) })
        policy.forEachField(origin: origin.utf8Span.span) { head.headers.add(name: $0, value: $1) }
    }

    static func head(
        of answer: GateAnswer, to summary: RequestSummary, date: String, closes: Bool
    ) -> HTTPResponseHead {
        let isOld = summary.version.map { $0.major < 1 || $0 == .http1_0 } ?? false
        var headers = HTTPHeaders(answer.fields.map { ($0.name, $0.value) })
        headers.add(name: "Date", value: date)
        if answer.status != 204 { headers.add(name: "Content-Length", value: "\(answer.text.utf8.count)") }
        if closes { headers.add(name: "Connection", value: "close") }
        if isOld, !closes { headers.add(name: "Connection", value: "keep-alive") }
        return HTTPResponseHead(
            version: isOld ? .http1_0 : .http1_1, status: HTTPResponseStatus(statusCode: answer.status),
            headers: headers)
    }

    static func part(_ content: ByteBuffer) -> HTTPServerResponsePart { .body(.byteBuffer(content)) }

    static var lastPart: HTTPServerResponsePart { .end(nil) }
}
