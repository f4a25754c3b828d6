import Testing
import TollgateCatalogue

@testable import TollgateOutbound

@Suite("Metadata is remembered for a day, failures for seconds, and not more than there is room for")
struct MetadataMemoryTests {
    private let second: Int64 = 1_000_000_000
    private let key = MetadataMemory.Key(issuer: "https://idp.example")
    private let found = ProviderMetadata(issuer: "https://idp.example", jwksURI: "https://idp.example/keys")
    private let failure = DiscoveryError.unavailable(issuer: "https://idp.example", attempts: [])

    @Test("What was found is relied on for 24 h")
    func remembersADay() {
        var memory = MetadataMemory()
        let first = memory.recall(key, at: 0)
        #expect(first == .nothing)
        memory.found(found, key, at: 0)
        let known = memory.recall(key, at: 86_400 * second - 1)
        #expect(known == .found(found))
        let expired = memory.recall(key, at: 86_400 * second)
        #expect(expired == .nothing)
    }

    @Test("A failure is remembered for 30 s")
    func remembersFailures() {
        var memory = MetadataMemory()
        let older = memory.failed(failure, key, at: 0)
        #expect(older == nil)
        let known = memory.recall(key, at: 30 * second - 1)
        #expect(known == .failed(failure))
        let expired = memory.recall(key, at: 30 * second)
        #expect(expired == .nothing)
    }

    @Test("Where looking again fails, the older metadata stands in, and it is looked for again after 30 s")
    func standsIn() {
        var memory = MetadataMemory()
        memory.found(found, key, at: 0)
        let now = 86_400 * second
        let older = memory.failed(failure, key, at: now)
        #expect(older == found)
        let known = memory.recall(key, at: now + 30 * second - 1)
        #expect(known == .found(found))
        let expired = memory.recall(key, at: now + 30 * second)
        #expect(expired == .nothing)
    }

    /// CWE-176.
    @Test("Issuers that are canonically equivalent, and not the same, do not share metadata")
    func exactIssuers() {
        var memory = MetadataMemory()
        memory.found(found, MetadataMemory.Key(issuer: "https://idp.example/jos\u{E9}"), at: 0)
        let other = memory.recall(MetadataMemory.Key(issuer: "https://idp.example/jose\u{301}"), at: 0)
        #expect(other == .nothing)
        let same = memory.recall(MetadataMemory.Key(issuer: "https://idp.example/jos\u{E9}"), at: 0)
        #expect(same == .found(found))
    }

    @Test("Metadata does not stand in for a document that has come to name another issuer")
    func refusesAnotherIssuer() {
        var memory = MetadataMemory()
        memory.found(found, key, at: 0)
        let mismatch = DiscoveryError.issuerMismatch(expected: found.issuer, found: "https://evil.example")
        let older = memory.failed(mismatch, key, at: 86_400 * second)
        #expect(older == nil)
        let known = memory.recall(key, at: 86_400 * second)
        #expect(known == .failed(mismatch))
    }

    @Test("What is distrusted is looked for again, if it is old enough")
    func distrusts() {
        var memory = MetadataMemory()
        memory.found(found, key, at: 0)
        memory.distrust(key, at: 599 * second, ifOlderThan: .seconds(600))
        let young = memory.recall(key, at: 599 * second)
        #expect(young == .found(found))
        memory.distrust(key, at: 600 * second, ifOlderThan: .seconds(600))
        let old = memory.recall(key, at: 600 * second)
        #expect(old == .nothing)
        let older = memory.failed(failure, key, at: 600 * second)
        #expect(older == found)
    }

    @Test("Of more than 128 documents, the one that was not used for longest makes room")
    func isBounded() {
        var memory = MetadataMemory()
        func key(_ number: Int) -> MetadataMemory.Key { MetadataMemory.Key(issuer: "https://\(number).example") }
        for number in 0..<128 { memory.found(found, key(number), at: 0) }
        let used = memory.recall(key(0), at: 1)
        #expect(used == .found(found))
        memory.found(found, key(128), at: 1)
        #expect(memory.count == 128)
        let kept = memory.recall(key(0), at: 1)
        #expect(kept == .found(found))
        let gone = memory.recall(key(1), at: 1)
        #expect(gone == .nothing)
    }

    @Test("What was found over connections that trust others is not known to those who do not")
    func keepsTrustApart() {
        var memory = MetadataMemory()
        var insecure = key
        insecure.connection.tls.skipsVerification = true
        memory.found(found, insecure, at: 0)
        let known = memory.recall(key, at: 0)
        #expect(known == .nothing)
    }
}
