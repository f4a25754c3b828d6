import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

/// caddy 643, traefik 12399: GitLab and npm put a whole path, or a scoped name, into one segment.
@Suite("An API can have encoded slashes as parts of segments (caddy 643, traefik 12399)")
struct EncodedSlashTests {
    private func catalogue() throws -> Catalogue {
        var source = TestCatalogue.payments()
        source.apis[0].encodedSlashes = .allow
        let patterns = ["/projects/{id}/files", "/fixed/a%2fb", "/a/b"].map { PathPattern($0) }
        source.policies[0].access = [
            AccessRight(
                api: "payments", paths: try patterns.map { PathRule(pattern: try #require($0), methods: ["GET"]) })
        ]
        source.apis.append(API(name: "plain", listenPath: "/plain/", issuers: ["portal"]))
        return source
    }

    @Test("Where the API has not allowed them they are refused, and no API nearby changes that")
    func refusesByDefault() throws {
        let catalogue = try CompiledCatalogue(try catalogue())
        for target in ["/plain/a%2Fb", "/elsewhere/a%2fb", "/payment-api%2Fa/b", "/plain%2F", "/%2Fpayment-api/get"] {
            let fault = #expect(throws: PathFault.self) { try catalogue.path(target: target) }
            #expect(fault?.kind == .encodedSlash && fault?.rejection == .pathRejected)
        }
        #expect(throws: PathFault.self) {
            try CompiledCatalogue(TestCatalogue.payments()).path(target: "/payment-api/a%2Fb")
        }
    }

    @Test("They are parts of their segments: a variable matches them, a slash is none, and the upstream is sent them")
    func matchesWithinSegments() throws {
        let test = try TestGate(try catalogue(), forge: try Forge.shared.get())
        let token = test.forge.token(payload: TokenClaims().json)
        func rejection(_ path: String) throws -> Rejection? { try test.rejection(token, path: path) }
        #expect(try rejection("/payment-api/projects/group%2Fname/files") == nil)
        #expect(try rejection("/payment-api/projects/%40scope%2fname/files") == nil)
        #expect(try rejection("/payment-api/projects/group/name/files") == .accessDenied)
        #expect(try rejection("/payment-api/projects%2Fname/files") == .accessDenied)
        #expect(try rejection("/payment-api/a%2Fb") == .accessDenied)
        #expect(try rejection("/payment-api/a/b") == nil)
        #expect(try rejection("/payment-api/fixed/a%2Fb") == nil)
        #expect(try rejection("/payment-api/fixed/%61%2fb") == nil)
        #expect(try rejection("/payment-api/fixed/a/b") == .accessDenied)
        let path = try test.gate.catalogue.path(target: "/payment-api/projects/%67roup%2fname/files?x=%2F")
        #expect(path.hasEncodedSlash)
        #expect(path.segments == ["payment-api", "projects", "group%2Fname", "files"])
        let api = try #require(test.gate.catalogue.api(for: path))
        #expect(api.upstreamPath(of: path) == "/projects/group%2fname/files")
    }

    @Test(
        "Nothing that could lead elsewhere comes in with them",
        arguments: [
            "/payment-api/projects/..%2F..%2Fadmin/files", "/payment-api/projects/a%2F..%2Fb/files",
            "/payment-api/projects/a%2f%2E%2e/files", "/payment-api/projects/.%2Fa/files",
            "/payment-api/projects/a%2F%2e/files", "/payment-api/projects/a%252Fb/files",
            "/payment-api/projects/a%5Cb/files", "/payment-api/projects/a%3Bb/files",
            "/payment-api/projects/a%00/files",
            "/payment-api//a%2Fb",
        ])
    func refusesDots(target: String) throws {
        let catalogue = try CompiledCatalogue(try catalogue())
        #expect(throws: PathFault.self) { try catalogue.path(target: target) }
    }

    @Test("An API that does not allow them opens nothing to a path with one, also where somebody reads paths for it")
    func opensNothingByItself() throws {
        var source = try catalogue()
        source.apis[0].publicPaths = [PathPattern("/*")].compactMap { $0 }.map { PathRule(pattern: $0) }
        let path = try RequestPath("/payment-api/a%2Fb", allowsEncodedSlashes: true)
        #expect(try CompiledCatalogue(source).apis[0].isPublic(method: "GET", path: path))
        source.apis[0].encodedSlashes = .reject
        #expect(try !CompiledCatalogue(source).apis[0].isPublic(method: "GET", path: path))
    }
}
