internal import TollgateCatalogue

extension ClientMetadata {
    /// The defect that makes it impossible to register, in words; `nil` if there is none.
    ///
    /// It is checked before anything is sent, since providers differ in what they notice and in how they say it.
    var defect: String? {
        let members = members
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if let defect = MetadataMember.defect(in: name, value) { return defect }
        }
        if members["jwks"] != nil, members["jwks_uri"] != nil {
            return "`jwks` and `jwks_uri` exclude each other (RFC 7591 §2); send one of them"
        }
        if tokenEndpointAuthMethod == .privateKeyJWT, members["jwks"] == nil, members["jwks_uri"] == nil {
            return "a client that authenticates with private_key_jwt needs its keys in `jwks` or at `jwks_uri`"
        }
        if tokenEndpointAuthMethod == .none, grantTypes.contains(.clientCredentials) {
            return "a client that cannot authenticate may not use client_credentials (RFC 6749 §4.4)"
        }
        if let scope = scopes.first(where: { !Self.isScopeToken($0) }) {
            return "`\(Redactor.clean(scope))` is not a scope: printable ASCII without space, `\"` and `\\` is"
                + " (RFC 6749 §3.3)"
        }
        return nil
    }

    private static func isScopeToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
}
