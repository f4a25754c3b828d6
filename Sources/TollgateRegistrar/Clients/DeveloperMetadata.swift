internal import TollgateCatalogue

/// The members of a client's metadata that developers may set themselves (RFC 7591 §2).
///
/// Scopes, grants, the authentication method and the `software_` members decide what a client may do or tell where it
/// comes from; they follow from the client type and the subscriptions. A member may stand there in several languages,
/// such as `tos_uri#fr` (RFC 7591 §2.2).
enum DeveloperMetadata {
    static let allowed: Set<String> = [
        "client_uri", "contacts", "jwks", "jwks_uri", "logo_uri", "policy_uri", "post_logout_redirect_uris", "tos_uri",
    ]
    /// The members of which there is one that the registrar sets, and others in other languages.
    private static let translated: Set<String> = ["client_name"]

    /// Finds the first defect of `members`.
    ///
    /// - Parameters:
    ///   - members: The members that a developer has set.
    ///   - clientType: The client's type, which decides where its users may be sent.
    /// - Returns: The defect, in words; `nil` if there is none.
    static func defect(in members: [String: JSONValue], for clientType: ClientType) -> String? {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard isAllowed(name) else {
                return "`\(Redactor.clean(name))` cannot be set by a developer; these can: "
                    + allowed.sorted().joined(separator: ", ")
            }
            if let defect = MetadataMember.defect(in: name, value) { return defect }
            if name.hasPrefix("client_name#"), !PlainText.isName(value.string ?? "") {
                return "`\(Redactor.clean(name))` is not a name of \(PlainText.nameRule)"
            }
            if let defect = ClientAddress.defect(in: name, value, for: clientType) { return defect }
        }
        if members["jwks"] != nil, members["jwks_uri"] != nil {
            return "`jwks` and `jwks_uri` exclude each other (RFC 7591 §2)"
        }
        return nil
    }

    private static func isAllowed(_ name: String) -> Bool {
        let base = String(name.prefix { $0 != "#" })
        return allowed.contains(base) || base != name && translated.contains(base)
    }
}
