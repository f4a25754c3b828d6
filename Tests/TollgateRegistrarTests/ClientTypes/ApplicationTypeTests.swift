import Foundation
import Testing
import TollgateCatalogue
import TollgateRegistrar

@Suite("Application types")
struct ApplicationTypeTests {
    private let policy = ApplicationTypePolicy()

    @Test(
        "Each type comes with its grants, the response types that follow, an authentication method and a wire name",
        arguments: [
            (.browser, [.authorizationCode], [.code], .none, .web),
            (.web, [.authorizationCode], [.code], .clientSecretBasic, .web),
            (.native, [.authorizationCode], [.code], .none, .native),
            (.backendToBackend, [.clientCredentials], [], .clientSecretBasic, nil),
        ]
            as [(ApplicationType, [GrantType], [ResponseType], TokenEndpointAuthMethod, RegisteredApplicationType?)])
    func table(
        type: ApplicationType, grants: [GrantType], responses: [ResponseType], method: TokenEndpointAuthMethod,
        wire: RegisteredApplicationType?
    ) throws {
        let clientType = try policy.clientType(for: type)
        #expect(clientType.grantTypes == grants)
        #expect(clientType.responseTypes == responses)
        #expect(clientType.tokenEndpointAuthMethod == method)
        #expect(clientType.applicationType == wire)
        #expect(clientType.needsRedirectURI == (type != .backendToBackend))
        #expect(policy.defect(in: clientType) == nil)
    }

    @Test("Simple is not allowed unless the operator says so, and even then nothing is registered for it")
    func simple() {
        #expect(
            throws: ApplicationTypeError.typeNotAllowed(
                .simple, allowed: [.browser, .web, .native, .backendToBackend])
        ) { try policy.clientType(for: .simple) }
        let all = ApplicationTypePolicy(allowedTypes: Set(ApplicationType.allCases))
        #expect(throws: ApplicationTypeError.typeNotRegistered(.simple)) { try all.clientType(for: .simple) }
        #expect(all.clientTypes.map(\.name) == ["browser", "web", "native", "backend"])
    }

    @Test("A type that the operator has not allowed is refused, and the refusal names the others")
    func notAllowed() throws {
        let services = ApplicationTypePolicy(allowedTypes: [.backendToBackend])
        #expect(services.clientTypes == [.backend])
        #expect(throws: ApplicationTypeError.typeNotAllowed(.native, allowed: [.backendToBackend])) {
            try services.clientType(for: .native)
        }
    }

    @Test("Implicit and password are off, a mandatory grant cannot be left out, and no type has another one's grants")
    func grants() {
        #expect(throws: ApplicationTypeError.grantSwitchedOff(.implicit)) {
            try policy.clientType(for: .web, grantTypes: [.authorizationCode, .implicit])
        }
        #expect(throws: ApplicationTypeError.grantSwitchedOff(.password)) {
            try policy.clientType(for: .native, grantTypes: [.authorizationCode, .password])
        }
        #expect(throws: ApplicationTypeError.grantMissing(.authorizationCode, type: .web)) {
            try policy.clientType(for: .web, grantTypes: [.refreshToken])
        }
        #expect(throws: ApplicationTypeError.grantMissing(.authorizationCode, type: .browser)) {
            try policy.clientType(for: .browser, grantTypes: [])
        }
        #expect(
            throws: ApplicationTypeError.grantNotAllowed(
                .clientCredentials, type: .web, allowed: [.authorizationCode, .refreshToken])
        ) { try policy.clientType(for: .web, grantTypes: [.clientCredentials]) }
    }

    @Test("Response types follow from the grants, in one order whatever was asked")
    func responseTypes() throws {
        let open = ApplicationTypePolicy(allowsImplicit: true, allowsPassword: true)
        let hybrid = try open.clientType(for: .native, grantTypes: [.implicit, .password, .authorizationCode])
        #expect(hybrid.grantTypes == [.authorizationCode, .password, .implicit])
        #expect(hybrid.responseTypes == [.code, .token, .idToken])
    }

    @Test("A client type of the operator's own must not contradict itself")
    func ownTypes() {
        func type(
            _ grants: [GrantType], _ responses: [ResponseType], _ method: TokenEndpointAuthMethod
        ) -> ClientType {
            ClientType(
                name: "own", displayName: "Own", description: "", responseTypes: responses, grantTypes: grants,
                tokenEndpointAuthMethod: method)
        }
        #expect(policy.defect(in: type([.authorizationCode], [.code], .clientSecretPost)) == nil)
        let bad = [
            type([], [], .none), type([.clientCredentials], [.code], .clientSecretBasic),
            type([.authorizationCode], [], .clientSecretBasic), type([.implicit], [.token], .none),
            type([.clientCredentials], [], .none),
        ]
        for type in bad { #expect(policy.defect(in: type)?.contains("own") == true) }
    }

    @Test("A client of a type that contradicts itself, or with a redirect URI that is none, is refused before anything")
    func registrarChecks() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider()
        let web = try policy.clientType(for: .web)
        var broken = web
        broken.responseTypes = []
        for (type, uri, word) in [
            (web, "http://app.example/cb", "plain http"), (web, "https://app.example/#x", "fragment"),
            (broken, "https://app.example/cb", "response type `code`"),
        ] {
            do {
                _ = try await fixture.registrar.register(
                    application: "Acme", product: "payments", plan: "free", clientType: type, redirectURIs: [uri],
                    provider: "idp")
                Issue.record("\(uri) was registered")
            } catch {
                #expect(error.code == "request_invalid")
                #expect(error.description.contains(word))
            }
        }
        #expect(fixture.provider.requests.isEmpty)
    }

    @Test("A client type that an earlier version has stored is read")
    func storedTypes() throws {
        let stored = """
            {"name":"web","displayName":"Web","description":"","responseTypes":["code"],
             "grantTypes":["authorization_code"],"tokenEndpointAuthMethod":"client_secret_basic"}
            """
        let type = try JSONDecoder().decode(ClientType.self, from: Data(stored.utf8))
        #expect(!type.allowsLoopbackRedirects)
        #expect(try JSONDecoder().decode(ClientType.self, from: JSONEncoder().encode(type)) == type)
    }
}
