/// The `Authorization` fields of a request, as strings.
package struct AuthorizationFields: Sendable {
    /// The value of the first one, without white space around it; `nil` where there is none.
    package private(set) var value: String?
    /// Whether there is more than one.
    package private(set) var isRepeated = false

    /// No fields.
    package init() {}

    /// Adds a field.
    package mutating func add(_ value: String) {
        guard self.value == nil else {
            isRepeated = true
            return
        }
        self.value = Self.trimmed(value)
    }

    /// The credential of the request, if it has exactly one: for what is not on the way of every request.
    package var credential: BearerCredential? {
        guard let value, !isRepeated else { return nil }
        return try? BearerCredential(authorization: value)
    }

    /// Whether a name is that of the field; case does not matter.
    package static func isName(_ name: Span<UInt8>) -> Bool {
        let own = "authorization".utf8Span.span
        guard name.count == own.count else { return false }
        for index in 0..<name.count where name[index] | 0x20 != own[index] { return false }
        return true
    }

    /// White space around a value belongs to the line (RFC 9110 §5.5); parsers mostly have left it out already.
    private static func trimmed(_ value: String) -> String {
        func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }
        guard isSpace(value.utf8.first) || isSpace(value.utf8.last) else { return value }
        let kept = Substring(value).utf8.drop { isSpace($0) }
        let end = kept.lastIndex { !isSpace($0) }
        return end.map { String(Substring(kept[...$0])) } ?? ""
    }
}

extension Gate {
    /// Decides about a request by its `Authorization` fields.
    ///
    /// A token in the query is refused even where there is a field: it stands in logs already (RFC 6750 §2.3).
    ///
    /// - Parameters:
    ///   - fields: The fields.
    ///   - target: Path and query as they stand in the request line.
    ///   - request: The request.
    ///   - instant: Now.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    package func decide(
        _ fields: AuthorizationFields, target: String, _ request: GateRequest, at instant: Instant
    ) -> Decision {
        guard !fields.isRepeated, !TokenInQuery.isIn(target) else { return .reject(.requestMalformed, limits: nil) }
        guard let value = fields.value else { return .reject(.tokenMissing, limits: nil) }
        return decide(authorization: value.utf8Span.span, request, at: instant)
    }
}
