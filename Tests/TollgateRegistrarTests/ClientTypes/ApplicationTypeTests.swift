import Foundation
import Testing
import TollgateRegistrar

@Suite("Application types")
struct ApplicationTypeTests {
    private let policy = ApplicationTypePolicy()

    @Test(
        "Each type comes with its grants, the response types that follow, an authentication method and a wire name",
        arguments: [
            (.browser, ["authorization_code"], ["code"], .none, "web"),
            (.web, ["authorization_code"], ["code"], .clientSecretBasic, "web"),
            (.native, ["authorization_code"], ["code"], .none, "native"),
            (.backendToBackend, ["client_credentials"], [], .clientSecretBasic, nil),
        ] as [(ApplicationType, [String], [String], TokenEndpointAuthMethod, String?)])
    func table(
        type: ApplicationType, grants: [String], responses: [String], method: TokenEndpointAuthMethod, wire: String?
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
        do throws(ApplicationTypeError) {
            _ = try services.clientType(for: .native)
            Issue.record("a type that is not allowed was had")
        } catch {
            #expect(error.description.contains("these are: backend_to_backend"))
        }
    }

    @Test("Implicit and password are off, a mandatory grant cannot be left out, and no type has another one's grants")
    func grants() {
        #expect(throws: ApplicationTypeError.grantSwitchedOff("implicit")) {
            try policy.clientType(for: .web, grantTypes: ["authorization_code", "implicit"])
        }
        #expect(throws: ApplicationTypeError.grantSwitchedOff("password")) {
            try policy.clientType(for: .native, grantTypes: ["authorization_code", "password"])
        }
        #expect(throws: ApplicationTypeError.grantMissing("authorization_code", type: .web)) {
            try policy.clientType(for: .web, grantTypes: ["refresh_token"])
        }
        #expect(throws: ApplicationTypeError.grantMissing("authorization_code", type: .browser)) {
            try policy.clientType(for: .browser, grantTypes: [])
        }
        #expect(
            throws: ApplicationTypeError.grantNotAllowed(
                "client_credentials", type: .web, allowed: ["authorization_code", "refresh_token"])
        ) { try policy.clientType(for: .web, grantTypes: ["client_credentials"]) }
    }

    @Test("Response types follow from the grants, in one order whatever was asked")
    func responseTypes() throws {
        let open = ApplicationTypePolicy(allowsImplicit: true, allowsPassword: true)
        let hybrid = try open.clientType(for: .native, grantTypes: ["implicit", "password", "authorization_code"])
        #expect(hybrid.grantTypes == ["authorization_code", "password", "implicit"])
        #expect(hybrid.responseTypes == ["code", "token", "id_token"])
    }

    @Test("A client type of the operator's own must not contradict itself")
    func ownTypes() {
        func type(_ grants: [String], _ responses: [String], _ method: TokenEndpointAuthMethod) -> ClientType {
            ClientType(
                name: "own", displayName: "Own", description: "", responseTypes: responses, grantTypes: grants,
                tokenEndpointAuthMethod: method)
        }
        #expect(policy.defect(in: type(["authorization_code"], ["code"], .clientSecretPost)) == nil)
        let bad = [
            type([], [], .none), type(["client_credentials"], ["code"], .clientSecretBasic),
            type(["authorization_code"], [], .clientSecretBasic), type(["implicit"], ["token"], .none),
            type(["client_credentials"], [], .none),
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
