/// What a registration request carries so that the provider lets it in (RFC 7591 §3: how to get it is out of scope).
public enum RegistrationAuthorization: Equatable, Sendable {
    /// Nothing: the provider's registration is open.
    case none
    /// An initial access token as bearer token (RFC 6750).
    case bearer(Secret)
    /// Header fields as the operator gave them.
    case headers([SecretHeader])

    /// The fields to send with a registration.
    var headers: [(name: String, value: String)] {
        switch self {
        case .none: []
        case .bearer(let token): [(name: "Authorization", value: "Bearer " + token.reveal())]
        case .headers(let headers): headers.map { (name: $0.name, value: $0.value.reveal()) }
        }
    }

    /// The fields to send beside a registration access token, which is what `Authorization` then holds.
    var companionHeaders: [(name: String, value: String)] {
        guard case .headers = self else { return [] }
        return headers.filter { $0.name.lowercased() != "authorization" }
    }
}
