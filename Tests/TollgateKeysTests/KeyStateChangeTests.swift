import Logging
import Testing
import Tollgate
import TollgateTesting

@testable import TollgateKeys

@Suite("Each change of state of an issuer's keys is worth one log line, and nothing else is")
struct KeyStateChangeTests {
    private static let forges = Result { [try TokenForge(), try TokenForge(keyID: "key-2")] }
    private let first: TokenForge
    private let second: TokenForge
    private let test: TestGate

    init() throws {
        let forges = try Self.forges.get()
        (first, second) = (forges[0], forges[1])
        test = try TestGate(forge: forges[0], hasKeys: false)
    }

    private var status: KeyStore.Status { test.gate.keys.statuses(at: test.clock.instant)[0] }

    /// The change that `step` leads to.
    private func change(_ step: () throws -> Void) rethrows -> KeyStateChange? {
        let old = status
        try step()
        return KeyStateChange(from: old, to: status)
    }

    private func install(_ keys: String...) throws {
        let set = try KeySet(json: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8))
        test.gate.keys.install(set, issuer: test.slots[0], at: test.clock.instant)
    }

    private func fail(_ reason: String = "status 500") {
        test.gate.keys.fetchFailed(issuer: test.slots[0], reason: reason, at: test.clock.instant)
    }

    private static let elliptic = "{\"kty\":\"EC\",\"kid\":\"ec\"}"

    @Test("The first keys are told with their number, and which were skipped for what reason")
    func tellsFirstKeys() throws {
        #expect(KeyStateChange(from: nil, to: status) == nil)
        let change = try #require(try change { try install(first.webKey, Self.elliptic) })
        #expect(change.level == .info)
        #expect(change.message == "keys loaded")
        #expect(
            change.details == [
                "issuer": "portal", "usable": "1", "added": "key-1", "skipped": "ec (key_type)",
            ])
        #expect(KeyStateChange(from: nil, to: status) == change)
    }

    @Test("Where the first fetch fails that is told once, and then that keys were loaded")
    func tellsAFailedStart() throws {
        let failed = try #require(change { fail() })
        #expect(failed.level == .warning)
        #expect(failed.message == "keys cannot be fetched; retrying, and answering keys_unavailable meanwhile")
        #expect(failed.details == ["issuer": "portal", "reason": "status 500"])
        #expect(change { fail("refused") } == nil)
        #expect(try change { try install(first.webKey) }?.message == "keys loaded")
    }

    @Test("A failure is told once, with how long the old keys are good for; so are their end and the recovery")
    func tellsAnOutage() throws {
        try install(first.webKey)
        test.clock.advance(by: .seconds(600))
        let failed = try #require(change { fail() })
        #expect(failed.level == .warning)
        #expect(failed.message == "keys cannot be fetched; retrying, and using the old ones meanwhile")
        #expect(
            failed.details == ["issuer": "portal", "reason": "status 500", "usable_for_seconds": "85800"])
        #expect(change { fail() } == nil)
        let expired = try #require(change { test.clock.advance(by: .seconds(85_801)) })
        #expect(expired.level == .error)
        #expect(
            expired.message == "keys are older than max_stale; answering keys_unavailable until a fetch succeeds")
        #expect(expired.details == ["issuer": "portal", "reason": "status 500"])
        #expect(change { fail() } == nil)
        let recovered = try #require(try change { try install(first.webKey) })
        #expect(recovered.level == .info)
        #expect(recovered.message == "keys can be fetched again")
        #expect(recovered.details == ["issuer": "portal", "usable": "1"])
    }

    @Test("A rotation is told with the keys that came and went, a fetch of the same keys not at all")
    func tellsRotations() throws {
        try install(first.webKey)
        #expect(try change { try install(first.webKey) } == nil)
        let announced = try #require(try change { try install(first.webKey, second.webKey) })
        #expect(announced.message == "keys changed")
        #expect(announced.details == ["issuer": "portal", "usable": "2", "added": "key-2"])
        #expect(try change { try install(second.webKey, first.webKey) } == nil)
        let removed = try change { try install(second.webKey) }
        #expect(removed?.details == ["issuer": "portal", "usable": "1", "removed": "key-1"])
        // Another key under the same identifier.
        let other = try TokenForge(keyID: "key-2")
        let replaced = try change { try install(other.webKey) }
        #expect(replaced?.details == ["issuer": "portal", "usable": "1", "added": "key-2", "removed": "key-2"])
    }

    @Test("A recovery that brings other keys is still one line")
    func tellsRecoveryWithRotation() throws {
        try install(first.webKey)
        fail()
        let change = try change { try install(second.webKey) }
        #expect(change?.message == "keys can be fetched again")
        #expect(
            change?.details == ["issuer": "portal", "usable": "1", "added": "key-2", "removed": "key-1"])
    }

    @Test("A key that is newly skipped is a warning, once")
    func tellsSkippedKeys() throws {
        try install(first.webKey)
        let change = try #require(try change { try install(first.webKey, Self.elliptic) })
        #expect(change.level == .warning)
        #expect(change.message == "keys are skipped")
        #expect(change.details == ["issuer": "portal", "usable": "1", "skipped": "ec (key_type)"])
        #expect(try self.change { try install(first.webKey, Self.elliptic) } == nil)
        #expect(try self.change { try install(first.webKey) } == nil)
    }

    @Test("What a server calls its keys, or answers, can forge no line, and is cut")
    func escapesForeignText() throws {
        let evil = "{\"kty\":\"EC\",\"kid\":\"a\\nlevel=info\\u001b\(String(repeating: "x", count: 100))\"}"
        let loaded = try change { try install(first.webKey, evil) }
        let shown = "a\\u{A}level=info\\u{1B}" + String(repeating: "x", count: 64 - 13)
        #expect(loaded?.details["skipped"] == "\(shown) (key_type)")
        #expect(change { fail("found `\n`") }?.details["reason"] == "found `\\u{A}`")
        let many = (0..<20).map { "{\"kty\":\"EC\",\"kid\":\"\($0)\"}" }
        let skipped = try change { try install(first.webKey, many.joined(separator: ",")) }?.details["skipped"]
        #expect(skipped?.hasSuffix("7 (key_type) and 12 more") == true)
    }
}
