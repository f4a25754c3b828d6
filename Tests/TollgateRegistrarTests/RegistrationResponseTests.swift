import Testing

@testable import TollgateRegistrar

@Suite("Registration responses (RFC 7591 §3.2.1, RFC 7592 §3)")
struct RegistrationResponseTests {
    private let endpoint = "https://server.example.com/register"

    private func response(_ body: String) throws -> RegistrationResponse {
        try RegistrationResponse(body: Array(body.utf8))
    }

    @Test("The example of RFC 7591 §3.2.1 is understood, unknown members included")
    func rfcExample() throws {
        var response = try response(
            """
            {"client_id": "s6BhdRkqt3", "client_secret": "cf136dc3c1fc93f31185e5885805d",
             "client_id_issued_at": 2893256800, "client_secret_expires_at": 2893276800,
             "redirect_uris": ["https://client.example.org/callback", "https://client.example.org/callback2"],
             "grant_types": ["authorization_code", "refresh_token"], "client_name": "My Example Client",
             "client_name#ja-Jpan-JP": "\\u30AF\\u30E9\\u30A4\\u30A2\\u30F3\\u30C8\\u540D",
             "token_endpoint_auth_method": "client_secret_basic",
             "logo_uri": "https://client.example.org/logo.png",
             "jwks_uri": "https://client.example.org/my_public_keys.jwks",
             "example_extension_parameter": "example_value"}
            """)
        #expect(response.clientID == "s6BhdRkqt3")
        #expect(response.clientSecret == Secret("cf136dc3c1fc93f31185e5885805d"))
        #expect(response.issuedAt == 2_893_256_800)
        #expect(response.secretExpiresAt == 2_893_276_800)
        #expect(response.grantTypes == ["authorization_code", "refresh_token"])
        #expect(response.tokenEndpointAuthMethods == ["client_secret_basic"])
        #expect(response.scopes == nil)
        #expect(response.members["client_name#ja-Jpan-JP"] == .string("クライアント名"))
        #expect(response.members["example_extension_parameter"] == .string("example_value"))
        #expect(response.members["client_secret"] == nil)
        try response.settleManagement(registeredAt: endpoint, by: .other)
    }

    @Test("Members are read as a string or as an array, numbers also as text")
    func lenientReading() throws {
        let response = try response(
            """
            {"client_id":"a","client_secret":"s","scope":["x","y"],"grant_types":"client_credentials refresh_token",
             "token_endpoint_auth_method":["client_secret_basic"],"client_secret_expires_at":"17"}
            """)
        #expect(response.scopes == ["x", "y"])
        #expect(response.grantTypes == ["client_credentials", "refresh_token"])
        #expect(response.tokenEndpointAuthMethods == ["client_secret_basic"])
        #expect(response.secretExpiresAt == 17)
    }

    @Test(
        "A success without a usable client_id is none",
        arguments: ["", "[]", "{}", #"{"client_id":""}"#, #"{"client_id":7}"#, "<html>"])
    func clientIDIsRequired(body: String) {
        #expect(throws: RegistrationResponseDefect.self) { try response(body) }
    }

    @Test("registration_client_uri and registration_access_token come together or not at all")
    func bothOrNeither() throws {
        let halves = [
            (#"{"client_id":"a","registration_access_token":"t"}"#, "registration_client_uri"),
            (
                #"{"client_id":"a","registration_client_uri":"https://server.example.com/register/a"}"#,
                "registration_access_token"
            ),
        ]
        for (body, missing) in halves {
            var response = try response(body)
            #expect(throws: RegistrationResponseDefect.managementHalfGiven(missing: missing, clientID: "a")) {
                try response.settleManagement(registeredAt: endpoint, by: .other)
            }
        }
    }

    @Test("A registration access token that would break a header is refused")
    func tokenIsOneWord() {
        #expect(throws: RegistrationResponseDefect.tokenUnusable(clientID: "a")) {
            try response(#"{"client_id":"a","registration_access_token":"t\r\nX: y"}"#)
        }
    }
}
