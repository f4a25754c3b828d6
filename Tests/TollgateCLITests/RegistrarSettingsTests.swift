import Testing
import TollgateCatalogue
import TollgateConfiguration
import TollgateRegistrar

@testable import TollgateCLI

@Suite("Which client types the configuration lets developers have")
struct RegistrarSettingsTests {
    private func rules(_ registrar: String) throws -> RegistrarSettings {
        let yaml = GuideCatalogue.yaml(
            issuer: "https://idp.example", upstream: "http://127.0.0.1:9000", registrar: registrar)
        return try Configuration(yaml: yaml, file: "tollgate.yaml").registrar
    }

    private func clientTypes(_ registrar: String) throws -> [ClientType] {
        try rules(registrar).registrarClientTypes()
    }

    /// spring-authorization-server 1375.
    @Test("When a client counts as lost is the operator's to say, and three refusals within an hour otherwise")
    func lostAfter() throws {
        #expect(try rules("{}").lossRule == LossRule(refusals: 3, spanSeconds: 3600))
        #expect(try rules("{ lost_after: { refusals: 5 } }").lossRule == LossRule(refusals: 5, spanSeconds: 3600))
        #expect(
            try rules("{ lost_after: { refusals: 1, span: 2d } }").lossRule
                == LossRule(refusals: 1, spanSeconds: 172_800))
        let error = try #require(throws: ConfigurationError.self) { try rules("{ lost_after: { refusals: 0 } }") }
        let errors = error.problems.filter { $0.severity == .error }
        #expect(errors.map(\.path) == ["registrar.lost_after.refusals"])
        #expect(errors.map(\.message) == ["expected a number from 1 to 1000, found `0`"])
    }

    @Test("By default all application types but simple, whose owners would choose the client_id themselves")
    func defaults() throws {
        #expect(try clientTypes("{}") == ApplicationTypePolicy().clientTypes)
        #expect(try clientTypes("{}").map(\.name) == ["browser", "web", "native", "backend"])
    }

    @Test("Response types follow from the grants where none are named, and Okta's words are taken")
    func followed() throws {
        let own = try clientTypes(
            """
            { application_types: [simple], client_types: { a: { grant_types: [authorization_code, refresh_token] },
              b: { grant_types: [client_credentials], application_type: service } } }
            """)
        #expect(own.map(\.name) == ["a", "b"])
        #expect(own.map(\.responseTypes) == [[.code], []])
        #expect(own[1].applicationType == .service)
    }

    @Test("Application types can be left out, and types of one's own added with all that they say")
    func chosen() throws {
        #expect(
            try clientTypes("{ application_types: [backend_to_backend, web] }").map(\.name) == ["web", "backend"])
        let own = try clientTypes(
            """
            { application_types: [], allow_implicit: true, allow_loopback_redirects: true, client_types: { hybrid: {
              name: Hybrid, description: An old one., response_types: [code, code id_token],
              grant_types: [authorization_code, implicit], token_endpoint_auth_method: client_secret_post,
              application_type: web } } }
            """)
        #expect(
            own == [
                ClientType(
                    name: "hybrid", displayName: "Hybrid", description: "An old one.",
                    responseTypes: [.code, .codeIDToken], grantTypes: [.authorizationCode, .implicit],
                    tokenEndpointAuthMethod: .clientSecretPost, applicationType: .web,
                    allowsLoopbackRedirects: true)
            ])
    }

    @Test(
        "A type that contradicts itself, that may not be had, or that has the name of another is refused with its place",
        arguments: [
            ("a: { grant_types: [authorization_code], response_types: [] }", "needs the response type `code`"),
            (
                "a: { grant_types: [client_credentials], token_endpoint_auth_method: none }",
                "may not use client_credentials"
            ),
            ("a: { grant_types: [implicit], response_types: [token] }", "is switched off"),
            ("a: { grant_types: [password] }", "is switched off"),
            ("backend: { grant_types: [client_credentials] }", "comes with Tollgate"),
            ("simple: { grant_types: [client_credentials] }", "comes with Tollgate"),
        ])
    func refused(type: String, reason: String) throws {
        do {
            _ = try clientTypes("{ client_types: { \(type) } }")
            Issue.record("accepted")
        } catch let failure as CommandFailure {
            let name = type.prefix { $0 != ":" }
            #expect(failure.message.contains("registrar.client_types.\(name): "))
            #expect(failure.message.contains(reason), "\(failure.message)")
            #expect(failure.exitCode == CommandFailure.usage)
        }
    }
}
