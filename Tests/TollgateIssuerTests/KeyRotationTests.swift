import HTTPTypes
import HummingbirdTesting
import Testing
import TollgateIssuer

@Suite("Published keys and their rotation")
struct KeyRotationTests {
    @Test("The key set has the signing key, an encryption key to skip, and a lifetime")
    func keySet() async throws {
        try await TestIssuer.run { test in
            let reply = try await test.send(.get, TestIssuer.keysPath)
            let keys = try PublishedKeys(reply)
            #expect(reply.header(.cacheControl) == "public, max-age=60")
            #expect(keys.signing.map(\.alg) == ["RS256"])
            #expect(keys.keys.filter { $0.use == "enc" }.map(\.alg) == ["RSA-OAEP"])
            #expect(keys.keys.allSatisfy { $0.kty == "RSA" && $0.e == "AQAB" })
            #expect(Set(keys.keys.map(\.kid)).count == 2)
            #expect(!reply.bodyText.contains(#""d":"#))
        }
    }

    @Test("After a rotation new tokens have the new key, and the old token still verifies")
    func rotation() async throws {
        try await TestIssuer.run { test in
            let client = try await test.makeClient()
            let credentials = TestIssuer.basic(client.id, client.secret)
            let before = try await test.token("grant_type=client_credentials", authorization: credentials)
            let kid = try test.issuer.rotateKeys()
            let after = try await test.token("grant_type=client_credentials", authorization: credentials)
            let old = try DecodedToken(before.text("access_token"))
            let new = try DecodedToken(after.text("access_token"))
            let keys = try PublishedKeys(await test.send(.get, TestIssuer.keysPath))
            #expect(new.header["kid"] as? String == kid)
            #expect(old.header["kid"] as? String != kid)
            #expect(keys.signing.first?.kid == kid)
            #expect(try keys.verify(old))
            #expect(try keys.verify(new))
        }
    }

    @Test("Only as many old keys stay published as the configuration retains", arguments: [0, 1])
    func retention(retained: Int) async throws {
        try await TestIssuer.run {
            $0.retainedKeys = retained
        } body: { test in
            let first = try PublishedKeys(await test.send(.get, TestIssuer.keysPath)).signing.map(\.kid)
            let second = try test.issuer.rotateKeys()
            let third = try test.issuer.rotateKeys()
            let published = try PublishedKeys(await test.send(.get, TestIssuer.keysPath)).signing.map(\.kid)
            #expect(published == Array([third, second].prefix(retained + 1)))
            #expect(!published.contains(first[0]))
        }
    }

    @Test("The same key has the same kid, its RFC 7638 thumbprint")
    func thumbprint() async throws {
        try await TestIssuer.run { first in
            let one = try PublishedKeys(await first.send(.get, TestIssuer.keysPath)).signing
            try await TestIssuer.run { second in
                let other = try PublishedKeys(await second.send(.get, TestIssuer.keysPath)).signing
                #expect(one == other)
                #expect(one.first?.kid.utf8.count == 43)
            }
        }
    }

    @Test("A key size that cannot be made is an error, not a crash")
    func impossibleSize() {
        #expect(throws: IssuerError.keyGenerationFailed) {
            _ = try EmbeddedIssuer(configuration: TestIssuer.configuration { $0.keyBits = 1 })
        }
    }
}
