/// The members of a client's metadata that developers may set themselves (RFC 7591 §2).
///
/// Scopes, grants, the authentication method and the `software_` members decide what a client may do or tell where it
/// comes from; they follow from the client type and the subscriptions.
enum DeveloperMetadata {
    static let allowed: Set<String> = [
        "client_uri", "contacts", "jwks", "jwks_uri", "logo_uri", "policy_uri", "post_logout_redirect_uris", "tos_uri",
    ]

    /// What is wrong with `members`, in words; `nil` if nothing is.
    static func defect(in members: [String: JSONValue]) -> String? {
        if let name = members.keys.sorted().first(where: { !allowed.contains($0) }) {
            return "`\(Redactor.clean(name))` cannot be set by a developer; these can: "
                + allowed.sorted().joined(separator: ", ")
        }
        if members["jwks"] != nil, members["jwks_uri"] != nil {
            return "`jwks` and `jwks_uri` exclude each other (RFC 7591 §2)"
        }
        return nil
    }
}
