import Foundation
import Hummingbird
import LogTesting
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateIssuer
import TollgateOutbound

@testable import TollgateCLI

/// Gravitee's guide, “Expose an MCP server with OAuth2 authentication”: no client is set up by hand.
///
/// An MCP client would send its user through a browser (authorization code with PKCE). The embedded issuer has no users,
/// so the client here asks for client credentials; everything before and after that is the same.
@Suite(
    "A client that knows only an API's URL finds its way to a token, as MCP clients do", .realServers,
    .timeLimit(.minutes(5)))
struct ResourceMetadataTests {
    /// What the client has been told so far.
    private struct Newcomer: Sendable {
        let outbound: OutboundClient
        let url: String

        /// Calls the API: the status and the challenge.
        func call(_ token: String? = nil) async throws -> (status: Int, challenge: String) {
            let headers = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
            let response = try await outbound.send(OutboundRequest(url: url, headers: headers))
            return (response.status, response.headers.first { $0.name.lowercased() == "www-authenticate" }?.value ?? "")
        }

        /// The URL in a challenge (RFC 9728 §5.1).
        static func metadataURL(in challenge: String) -> String? {
            challenge.firstRange(of: "resource_metadata=\"").map { challenge[$0.upperBound...].prefix { $0 != "\"" } }
                .map(String.init)
        }

        /// A JSON document.
        func document<Document: Decodable>(_ type: Document.Type, _ request: OutboundRequest) async throws -> Document {
            let response = try await outbound.send(request)
            #expect((200...201).contains(response.status), "\(String(decoding: response.body, as: UTF8.self))")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(response.body))
        }

        /// A token for a resource with some scopes.
        func token(_ server: Server, _ client: Registered, scope: String, resource: String) async throws -> String {
            let form = [("grant_type", "client_credentials"), ("scope", scope), ("resource", resource)]
                .map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
            let basic = Data("\(client.clientId):\(client.clientSecret)".utf8).base64EncodedString()
            return try await document(
                Issued.self,
                OutboundRequest(
                    method: "POST", url: server.tokenEndpoint,
                    headers: [
                        ("Authorization", "Basic \(basic)"), ("Content-Type", "application/x-www-form-urlencoded"),
                    ], body: Array(form.joined(separator: "&").utf8))
            ).accessToken
        }
    }

    private struct Resource: Decodable {
        let resource: String
        let authorizationServers: [String]
        let scopesSupported: [String]
        let bearerMethodsSupported: [String]
        let resourceName: String
    }

    private struct Server: Decodable {
        let issuer: String
        let registrationEndpoint: String
        let tokenEndpoint: String
    }

    private struct Registered: Decodable {
        let clientId: String
        let clientSecret: String
    }

    private struct Issued: Decodable {
        let accessToken: String
    }

    /// Runs `body` with the URL of an API that has a `resource`, and with that.
    private func withGateway(
        initialAccessToken: String?,
        _ body: @escaping @Sendable (_ url: String, _ resource: String) async throws -> Void
    ) async throws {
        let issuer = try EmbeddedIssuer(
            configuration: IssuerConfiguration(
                scopes: ["product_payments", "free_plan"], initialAccessToken: initialAccessToken))
        try await LoopbackServer.run(issuer.router()) { base in
            try issuer.setBaseURL(base)
            try await LoopbackServer.run(Upstream().router()) { upstream in
                let port = try LoopbackPort.free()
                let resource = "http://127.0.0.1:\(port)/payment-api"
                var configuration = try StoryTeller.configuration(
                    issuer: issuer.issuer, profile: .keycloak, upstream: upstream + "/")
                var source = configuration.catalogue.source
                source.issuers[0].audiences = .oneOf([resource])
                source.apis[0].resource = resource
                configuration.catalogue = try CompiledCatalogue(source)
                #expect(configuration.catalogue.warnings.isEmpty)
                configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: port)
                try await LoopbackServer.run(Gateway(configuration: configuration, logger: .silent)) { url in
                    try await body(url + "/payment-api/get", resource)
                }
            }
        }
    }

    @Test(
        "Refused, it reads who issues tokens, registers itself there, gets a token for the API, and calls",
        arguments: [nil, "initial"])
    func story(initialAccessToken: String?) async throws {
        try await OutboundClient.with { outbound in
            try await withGateway(initialAccessToken: initialAccessToken) { url, resource in
                let newcomer = Newcomer(outbound: outbound, url: url)
                let refused = try await newcomer.call()
                #expect(refused.status == 401)
                // The resource that it is told of must be the one that it called (RFC 9728 §3.3).
                let found = try await newcomer.document(
                    Resource.self, OutboundRequest(url: try #require(Newcomer.metadataURL(in: refused.challenge))))
                #expect(found.resource == resource && url.hasPrefix(found.resource + "/"))
                #expect(found.bearerMethodsSupported == ["header"])
                #expect(found.scopesSupported == ["product_payments", "free_plan"])
                #expect(found.resourceName == "payments")

                // RFC 8414 §3.1: the well-known path stands between host and path here as well.
                let issuer = try #require(found.authorizationServers.first)
                let path = try #require(issuer.firstRange(of: "/realms/")).lowerBound
                let server = try await newcomer.document(
                    Server.self,
                    OutboundRequest(url: "\(issuer[..<path])/.well-known/oauth-authorization-server\(issuer[path...])"))
                #expect(server.issuer == issuer)

                let scope = found.scopesSupported.joined(separator: " ")
                let client = try await newcomer.document(
                    Registered.self,
                    OutboundRequest(
                        method: "POST", url: server.registrationEndpoint,
                        headers: [("Content-Type", "application/json")]
                            + (initialAccessToken.map { [("Authorization", "Bearer \($0)")] } ?? []),
                        body: Array(#"{"grant_types":["client_credentials"],"scope":"\#(scope)"}"#.utf8)))
                let token = try await newcomer.token(server, client, scope: scope, resource: found.resource)
                #expect(try await newcomer.call(token).status == 200)

                // A token that another server got of the same issuer is of no use here.
                let stolen = try await newcomer.token(server, client, scope: scope, resource: "https://other.example")
                let mismatch = try await newcomer.call(stolen)
                #expect(mismatch.status == 401 && mismatch.challenge.contains("meant for another audience"))
                #expect(Newcomer.metadataURL(in: mismatch.challenge) != nil)
                // Too few scopes: the challenge says which to ask for, and again where.
                let small = try await newcomer.token(server, client, scope: "free_plan", resource: found.resource)
                let insufficient = try await newcomer.call(small)
                #expect(insufficient.status == 403 && insufficient.challenge.contains("scope=\"product_payments\""))
                #expect(Newcomer.metadataURL(in: insufficient.challenge) != nil)
            }
        }
    }
}
