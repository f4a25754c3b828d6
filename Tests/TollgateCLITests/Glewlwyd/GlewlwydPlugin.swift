import TollgateRegistrar

/// The instance of Glewlwyd's OpenID Connect plugin that the tests use, as the administration API takes it.
struct GlewlwydPlugin: Sendable {
    static let name = "oidc"
    static let grantable = ["product_payments", "free_plan", "gold_plan"]
    /// The scope that the initial access token of a registration must carry.
    static let registrationScope = "register_client"

    let issuer: String
    /// The first one signs; all are published.
    var keys: [PrivateSigningKey]

    /// The whole instance as JSON.
    ///
    /// It holds the private keys: never log it.
    var json: String {
        let keySet = #"{"keys":[\#(keys.map(\.json).joined(separator: ","))]}"#
        let quotedKeySet = String(decoding: JSONValue.string(keySet).text, as: UTF8.self)
        let scopes = Self.grantable.map { #""\#($0)""# }.joined(separator: ", ")
        return #"""
            {
              "module": "oidc", "name": "\#(Self.name)", "display_name": "\#(Self.name)", "enabled": true,
              "parameters": {
                "iss": "\#(issuer)",
                "jwt-type": "rsa", "jwt-key-size": "256", "jwks-private": \#(quotedKeySet), "jwks-show": true,
                "access-token-duration": 300, "refresh-token-duration": 1209600, "code-duration": 600,
                "allow-non-oidc": true,
                "auth-type-client-enabled": true, "auth-type-code-enabled": true, "auth-type-refresh-enabled": true,
                "auth-type-token-enabled": false, "auth-type-implicit-enabled": false,
                "auth-type-password-enabled": false,
                "allowed-scope": ["openid", \#(scopes)],
                "register-client-allowed": true, "register-client-management-allowed": true,
                "register-client-auth-scope": ["\#(Self.registrationScope)"],
                "register-client-credentials-scope": [\#(scopes)],
                "introspection-revocation-allowed": true, "introspection-revocation-allow-target-client": true,
                "pkce-allowed": true, "resource-allowed": false
              }
            }
            """#
    }
}
