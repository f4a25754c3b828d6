internal import Tollgate

/// The rules for the fields of a request that is passed on.
enum FieldRules {
    /// Whether a name is that of `Connection`.
    static func isConnection(_ name: String) -> Bool { name.utf8.count == 10 && name.lowercased() == "connection" }

    /// Whether a field of a head or of trailers is passed on.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - keepsToken: Whether the next handler gets the token.
    /// - Returns: Whether it is passed on.
    static func isKept(_ name: String, keepsToken: Bool) -> Bool {
        let bytes = name.utf8Span.span
        return !IdentityField.isReserved(bytes) && (keepsToken || !AuthorizationFields.isName(bytes))
    }

    /// Whether a field of trailers is passed on with an admitted request.
    static func isKept(_ name: String, for admission: Admission) -> Bool {
        isKept(name, keepsToken: admission.forwardsToken)
            && admission.api.identityClaims?.isField(name.utf8Span.span) != true
    }

    /// Whether a `Connection` field has a proxy behind the gate take out fields that the gate adds (RFC 9110 §7.6.1).
    static func listsReserved(_ value: String) -> Bool {
        value.utf8.split(separator: UInt8(ascii: ",")).contains { isReserved($0) }
    }

    /// The value of a `Connection` field without such names; `nil` where nothing is left.
    static func connection(_ value: String) -> String? {
        let kept = value.utf8.split(separator: UInt8(ascii: ",")).filter { !isReserved($0) }
        return kept.isEmpty ? nil : kept.map { String(Substring($0)) }.joined(separator: ",")
    }

    private static func isReserved(_ option: Substring.UTF8View) -> Bool {
        let name = String(Substring(option.drop { $0 == 0x20 || $0 == 0x09 }))
        return IdentityField.isReserved(name.utf8Span.span)
    }
}
