internal import TollgateEncoding

/// The issuer that a payload names before anything is known about it.
///
/// It decides which keys are tried first, and nothing else: whether a key may vouch for an issuer is decided by the
/// claims, once they are verified.
enum NamedIssuer {
    /// The value of the first `iss` of an object.
    ///
    /// Nothing behind it is read, and where the text is no strict JSON up to there, there is none. A text that is
    /// strict JSON altogether has one `iss` at most, so that what is found is what the claims will say.
    ///
    /// - Parameter json: The decoded payload, unverified.
    /// - Returns: The place of the value, or `nil` if there is none or it is no string.
    static func read(_ json: Span<UInt8>) -> JSONString? {
        var reader = JSONReader()
        do throws(JSONError) {
            try reader.beginObject(json)
            while let name = try reader.nextMember(json) {
                if ClaimName(name, in: json) == .issuer { return try reader.readString(json) }
                try reader.skipValue(json)
            }
        } catch {}
        return nil
    }
}
