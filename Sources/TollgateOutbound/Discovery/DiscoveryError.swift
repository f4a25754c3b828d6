/// The reason why an issuer's metadata could not be used.
@nonexhaustive
public enum DiscoveryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// None of the places where the metadata may stand answered; what was tried, and what came of it.
    case unavailable(issuer: String, attempts: [String])
    /// The document is not JSON or lacks `issuer`.
    case malformed(url: String)
    /// A member that is needed has another type than it should.
    ///
    /// `place` is the document, in words; `expected` is what the member should be, such as `a string`.
    case memberInvalid(place: String, member: String, expected: String)
    /// The document names another issuer (OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3).
    case issuerMismatch(expected: String, found: String)

    /// The cause, in a sentence.
    public var description: String {
        switch self {
        case .unavailable(let issuer, let attempts):
            "the issuer \(issuer) does not answer; tried " + attempts.joined(separator: " and ")
        case .malformed(let url):
            "\(url) answers something that is not a discovery document (a JSON object with `issuer`)"
        case .memberInvalid(let place, let member, let expected): "in \(place) `\(member)` is not \(expected)"
        case .issuerMismatch(let expected, let found):
            if found == expected + "/" || expected == found + "/" {
                "the issuer calls itself `\(found)`, the configuration says `\(expected)`: only the slash at the end"
                    + " differs, and tokens will carry the former"
            } else {
                "the document names the issuer `\(found)`, expected `\(expected)`"
            }
        }
    }
}
