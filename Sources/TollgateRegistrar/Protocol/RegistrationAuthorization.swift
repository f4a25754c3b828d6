/// The authorization of a registration request at the provider (RFC 7591 §3; the RFC leaves open how to get it).
package enum RegistrationAuthorization: Equatable, Sendable {
    /// Nothing: the provider's registration is open.
    case none
    /// An initial access token as bearer token (RFC 6750).
    case bearer(Secret)
    /// A token under another scheme, such as Okta's `SSWS`.
    case token(Secret, scheme: String)
    /// Header fields as the operator gave them.
    case headers([SecretHeader])

    /// The fields to send with a registration.
    var headers: [(name: String, value: String)] {
        switch self {
        case .none: []
        case .bearer(let token): [(name: "Authorization", value: "Bearer " + token.reveal())]
        case .token(let token, let scheme): [(name: "Authorization", value: scheme + " " + token.reveal())]
        case .headers(let headers): headers.map { (name: $0.name, value: $0.value.reveal()) }
        }
    }

    /// Every form in which what it holds may come back in an answer.
    var secrets: [Secret] {
        switch self {
        case .none: []
        case .bearer(let token), .token(let token, _): [token]
        // A field such as `Authorization: SSWS <token>` may be echoed without its scheme.
        case .headers(let headers):
            headers.compactMap { $0.value.reveal().split(separator: " ").last }.map { Secret(String($0)) }
        }
    }

    /// The fields to send beside a registration access token, which is what `Authorization` then holds.
    var companionHeaders: [(name: String, value: String)] {
        guard case .headers = self else { return [] }
        return headers.filter { $0.name.lowercased() != "authorization" }
    }
}
