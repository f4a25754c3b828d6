import HTTPTypes
import HostileAnswers
import Hummingbird
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateKeys
@testable import TollgateOutbound

@Suite("Of an issuer's metadata only what is needed has to be right", .realServers, .timeLimit(.minutes(5)))
struct ProviderMetadataTests {
    /// What comes of fetching the keys of an issuer whose metadata has these members beside `issuer`; `$` is its URL.
    private func keys(_ members: String) async throws -> Result<Int, KeyFetchError> {
        let keySet = TokenForge.keySet(try TokenForge.shared.get())
        let (results, continuation) = AsyncStream.makeStream(of: Result<Int, KeyFetchError>.self)
        try await HostileServer.run { request in
            let base = "http://\(request.head.authority ?? "")"
            return request.uri.path.contains("/.well-known/")
                ? HostileServer.json("{\"issuer\":\"\(base)\",\(members.replacing("$", with: base))}")
                : HostileServer.json(keySet)
        } _: { base in
            let clients = OutboundClients(environment: [:])
            do throws(KeyFetchError) {
                let fetched = try await KeyFetcher(clients: clients).keys(
                    of: Issuer(name: "i", issuer: base, audiences: .any))
                continuation.yield(.success(fetched.keySet.entries.count))
            } catch {
                continuation.yield(.failure(error))
            }
            try await clients.shutdown()
        }
        for await result in results { return result }
        throw CancellationError()
    }

    // CommunitySolidServer 745.
    @Test(
        "A member that nobody needs may be of any type",
        arguments: [
            #""token_endpoint_auth_methods_supported":"client_secret_basic""#, #""scopes_supported":{"a":1}"#,
            #""grant_types_supported":null"#, #""registration_endpoint":7"#, #""token_endpoint":["$/token"]"#,
            #""registration_renew_secret_endpoint":false"#, #""registration_endpoint":null"#,
            #""claims_supported":1e999"#,
        ])
    func otherMembers(member: String) async throws {
        #expect(try await keys(#""jwks_uri":"$/keys","# + member) == .success(1))
    }

    @Test("A member that is needed is named with the type that it should have", arguments: ["7", "[]", "{}", "true"])
    func neededMember(value: String) async throws {
        let result = try await keys(#""jwks_uri":"# + value)
        guard case .failure(.discovery(.memberInvalid(let place, "jwks_uri", "a string"))) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(place.hasPrefix("the metadata of http://127.0.0.1:"))
        guard case .failure(.noKeysURI) = try await keys(#""jwks_uri":null"#) else {
            Issue.record("null is not nothing")
            return
        }
    }

    @Test("An issuer that is no string is named, and a document without one is none")
    func issuer() async throws {
        for (body, member) in [
            (#"{"issuer":7}"#, "issuer"), (#"{"issuer":["a"]}"#, "issuer"), (#"{}"#, nil), (#"[]"#, nil),
            (#"{"issuer":null}"#, nil),
        ] {
            try await HostileServer.run { _ in
                HostileServer.json(body)
            } _: { base in
                let clients = OutboundClients(environment: [:])
                do throws(DiscoveryError) {
                    _ = try await Discovery(client: clients.client()).metadata(issuer: base)
                    Issue.record("\(body) is metadata")
                } catch {
                    switch error {
                    case .memberInvalid(_, let found, "a string"): #expect(found == member)
                    case .malformed(let url): #expect(member == nil && url.hasPrefix(base))
                    default: Issue.record("\(error)")
                    }
                }
                try await clients.shutdown()
            }
        }
    }
}
