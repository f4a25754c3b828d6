import CrashWorld
import Foundation
import HTTPTypes
import ServerTesting
import Testing
import TollgateClientFeed
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar

@testable import TollgateRegistrarAPI

@Suite("Secrets stay secret", .realServers, .timeLimit(.minutes(5)))
struct CanaryTests {
    private static func secret(_ name: String) -> String { "cnry+\(name)/\(UUID().uuidString)=~" }

    @Test("A full run leaves no secret in logs, errors, answers, reflections, database files or the text of a crash")
    func fullRun() async throws {
        let (token, header) = (Self.secret("token"), Self.secret("header"))
        let (clientSecret, invalidKey) = (Self.secret("secret"), Self.secret("key"))
        let pem = try RSAKeyPair.generate().privateKeyPEM
        let keyLine = String(try #require(pem.split(separator: "\n").dropFirst(5).first))
        try await CanarySite.run { site in
            let json = String(decoding: JSONValue.string(pem).text, as: UTF8.self)
            let accesses = [
                ("token", "oidc", #""initial_access_token":"\#(token)""#),
                ("headers", "http_bridge", #""headers":{"X-API-Key":"\#(header)"}"#),
                (
                    "secret", "oidc",
                    #""client_credentials":{"client_id":"registrar","client_secret":"\#(clientSecret)"}"#
                ),
                (
                    "key", "oidc",
                    """
                    "client_credentials":{"client_id":"registrar","token_endpoint_auth_method":"private_key_jwt",
                    "key_id":"k","private_key":\(json)}
                    """
                ),
            ]
            for (name, type, access) in accesses { try await Self.exercise(site, name, type, access) }
            try await Self.misplace(site, [token, header, clientSecret, invalidKey])
            await Self.reflect(site, token: token, header: header, clientSecret: clientSecret, pem: pem)
            await site.attempt("reconciliation") { try await site.registrar.reconcile() }
            await site.attempt("sealing") { try await site.registrar.reseal() }
            let made = try await site.send(
                .post, "api_tokens", #"{"role":"developer","owner":"eve"}"#, key: "k", showsSecret: true)
            try await site.send(.post, "api_tokens", #"{"role":"developer","owner":"eve"}"#, key: "k")
            for list in ["dcr_providers", "applications", "access_requests", "credentials", "api_tokens"] {
                try await site.send(.get, list + "?page_size=100")
            }
            let crash = try await CrashText.of(site)
            site.evidence.add(crash, from: "crash")
            #expect(crash.contains("Fatal error"))
            for suffix in ["", "-wal", "-shm"] {
                try site.evidence.add(file: URL(filePath: site.database.path + suffix))
            }

            var secrets = site.provider.issued
            secrets["initial access token"] = token
            secrets["initial access token of the crash"] = CrashText.token
            secrets["header value"] = header
            secrets["client credentials"] = clientSecret
            secrets["private key"] = keyLine
            secrets["private key that is none"] = invalidKey
            secrets["admin's API token"] = site.admin.reveal()
            secrets["developer's API token"] = site.ann.reveal()
            secrets["new API token"] = try #require(made["token"]?.string)
            #expect(secrets.count > 100)
            let evidence = site.evidence.all
            for place in ["answers", "log of network", "clients.db-wal", "notices", "records", "crash"] {
                #expect(evidence[place]?.isEmpty == false, "\(place)")
            }
            let findings = CanaryGrep(secrets).findings(in: evidence)
            #expect(findings.isEmpty, "\(findings.prefix(40).joined(separator: "\n"))")
            // What is planted is found, so that finding nothing says something.
            let planted = evidence.merging(["log of network": Array("… \(site.ann.reveal()) …".utf8)]) { $0 + $1 }
            #expect(
                CanaryGrep(secrets).findings(in: planted).contains("developer's API token, plain, in log of network"))
        }
    }

    @Test("The search finds a secret in every form, wherever in a longer text it stands", arguments: 0..<3)
    func searchFinds(shift: Int) {
        let secret = "cnry+a/b=~0123456789"
        let around = String(repeating: "x", count: shift)
        let text = Data((around + secret + " and more").utf8)
        let forms = [
            String(decoding: text, as: UTF8.self), text.base64EncodedString(),
            text.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_"),
            text.map { String(format: "%02x", $0) }.joined(), around + "cnry%2Ba%2Fb%3D~0123456789",
            around + "cnry%2ba%2fb%3d~0123456789", #"cnry+a\/b=~0123456789"#,
        ]
        for form in forms {
            #expect(!CanaryGrep(["s": secret]).findings(in: ["text": Array(form.utf8)]).isEmpty, "\(form)")
        }
        #expect(CanaryGrep(["s": secret]).findings(in: ["text": Array("cnry+a/b=~012345678".utf8)]).isEmpty)
    }

    /// Everything that can be done at a provider, while it is well and in each of its moods.
    private static func exercise(
        _ site: CanarySite, _ name: String, _ type: String, _ access: String
    ) async throws {
        let address =
            type == "oidc" ? #""issuer":"\#(site.origin)""# : #""provider_config":{"base_url":"\#(site.origin)"}"#
        let rotation =
            type == "oidc"
            ? #","provider_config":{"renew_secret_endpoint":"{registration_client_uri}/secret","insecure_skip_verify":true}"#
            : ""
        let body = #"{"name":"\#(name)","provider_type":"\#(type)",\#(address)\#(rotation),\#(access)}"#
        site.provider.be(.well)
        try await site.send(.post, "dcr_providers", body, key: name)
        try await site.send(.post, "dcr_providers", body, key: name)
        try await site.send(
            .put, "portals/p/api_products/payments", #"{"auth":{"dcr":{"dcr_provider_id":"\#(name)"}}}"#)
        let moods: [CanaryProvider.Mood] = [
            .well, .refusing(400), .refusing(401), .refusing(404), .refusing(500), .babbling(302), .babbling(400),
            .babbling(401), .babbling(403), .malformed, .narrowing,
        ]
        for (number, mood) in moods.enumerated() {
            site.provider.be(.well)
            let request = try await site.requested("\(name) \(number)")
            let approved = try await site.send(.post, "access_requests/\(request)/approve")
            let credential = try #require(approved["credential_id"]?.string, "\(approved)")
            let other = try await site.requested("\(name) \(number), again")

            site.provider.be(mood)
            try await site.send(.put, "dcr_providers/\(name)", body)
            try await site.send(.post, "dcr_providers/\(name)/verify", #"{"scopes":["a"]}"#)
            try await site.send(.post, "access_requests/\(other)/approve")
            try await site.send(.get, "access_requests/\(other)", as: site.ann)
            try await site.send(.patch, "credentials/\(credential)", "{}", as: site.ann)
            await site.attempt("reconciliation") { try await site.registrar.reconcile() }
            try await site.send(.post, "credentials/\(credential)/rotate-secret", as: site.ann)
            await site.attempt("updates") { try await site.registrar.update(credential, ClientChanges(plan: "gold")) }
            if number.isMultiple(of: 2) {
                try await site.send(
                    .post, "credentials/\(credential)/reveal-secret", as: site.ann, showsSecret: true)
            }
            await site.attempt("registrations") {
                try await site.registrar.register(
                    application: "direct \(number)", product: "payments", plan: "free", provider: name)
            }
            try await site.send(.delete, "credentials/\(credential)", as: site.ann)
            try await site.send(.get, "credentials/\(credential)", as: site.ann)
        }
        site.provider.be(.well)
        try await site.send(.delete, "dcr_providers/\(name)")
    }

    /// Secrets where they do not belong: what is refused is not repeated.
    private static func misplace(_ site: CanarySite, _ secrets: [String]) async throws {
        for secret in secrets {
            for members in [
                #""initial_access_token":["\#(secret)"]"#, #""initial_access_tokn":"\#(secret)""#,
                #""headers":{"X-Key":["\#(secret)"]}"#, #""headers":{"X-Key":"\#(secret)\n"}"#,
                #""initial_access_token":"\#(secret) x""#, #""client_credentials":{"secret":"\#(secret)"}"#,
                """
                "client_credentials":{"client_id":"a","token_endpoint_auth_method":"private_key_jwt","key_id":"k",
                "private_key":"\(secret)"}
                """, #""headers":{"X-Key":"\#(secret)"},"initial_access_token":"\#(secret)""#,
                #""initial_access_token":"\#(secret)","#,
            ] {
                let body = #"{"name":"x","provider_type":"oidc","issuer":"\#(site.origin)",\#(members)}"#
                try await site.send(.post, "dcr_providers", body)
            }
            try await site.send(.get, "applications", as: Secret(secret))
        }
    }

    /// Every value that holds a secret, or that a secret might have come into.
    private static func reflect(
        _ site: CanarySite, token: String, header: String, clientSecret: String, pem: String
    ) async {
        let key = AssertionKey(keyID: "k", privateKeyPEM: Secret(pem))
        let accesses: [InitialAccess] = [
            .token(Secret(token)), .headers([SecretHeader(name: "X-API-Key", value: Secret(header))]),
            .clientCredentials(id: "a", secret: Secret(clientSecret), scopes: [], method: .post),
            .clientCredentials(ClientCredentials(clientID: "a", authentication: .privateKey(key))),
        ]
        for access in accesses {
            site.evidence.add(
                value: Provider(name: "p", address: site.origin, initialAccess: access), from: "values")
        }
        let unstored = UnstoredCredential(
            credential: IssuedCredential(
                recordID: "r", issuer: "i", clientID: "c", clientSecret: Secret(clientSecret), secretExpiresAt: 0,
                scopes: [], state: .active, warnings: []), registrationAccessToken: Secret(token),
            registrationClientURI: nil, reason: "the disk is full")
        site.evidence.add(value: RegistrationError.credentialNotKept(unstored), from: "values")
        site.evidence.add(
            value: OutboundRequest(
                method: "POST", url: "https://idp.example/register?token=\(token)",
                headers: [(name: "Authorization", value: "Bearer " + token)], body: Array(clientSecret.utf8)),
            from: "values")
        site.evidence.add(value: TokenResponse(accessToken: Secret(token)), from: "values")
        site.evidence.add(
            value: RegistrationAuthorization.token(Secret(token), scheme: "SSWS"), from: "values")
        await site.attempt("records") { try await site.registrar.clients() }
        await site.attempt("records") { try await site.registrar.requests() }
        await site.attempt("records") { try await site.registrar.providers() }
        await site.attempt("feed") { () async throws -> String in
            var cursor = try await RegistrarFeedCursor(RegistrarLedger(site.registrar), lastEventID: nil)
            return try await cursor.next()
        }
    }
}
