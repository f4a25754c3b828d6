import Foundation
import Testing
import TollgateRegistrar

@Suite("Secrets")
struct SecretTests {
    private let secret = Secret("canary-4711")

    @Test("A secret shows itself in no description, dump, interpolation or JSON")
    func secretStaysHidden() throws {
        struct Holder: Encodable { var secret: Secret }
        var dumped = ""
        dump(InitialAccess.clientCredentials(id: "a", secret: secret, scopes: [], method: .basic), to: &dumped)
        let json = try String(decoding: JSONEncoder().encode(Holder(secret: secret)), as: UTF8.self)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret),
            String(reflecting: Holder(secret: secret)),
            "\(Optional(secret) as Any)", "\([secret])", dumped, json,
            "\(Provider(name: "p", address: "https://idp.example", initialAccess: .token(secret)))",
        ]
        for text in shown { #expect(!text.contains("canary")) }
        #expect(secret.reveal() == "canary-4711")
    }

    @Test("A redacted secret is not read back as a secret")
    func redactedIsRefused() throws {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Secret].self, from: Data(#"["<redacted>"]"#.utf8))
        }
        #expect(try JSONDecoder().decode([Secret].self, from: Data(#"["a"]"#.utf8)) == [Secret("a")])
    }

    @Test("A sealed secret opens for its own record and field only")
    func sealBindsItsPlace() throws {
        let key = try SealingKey(id: "k1", bytes: [UInt8](repeating: 1, count: 32))
        let sealer = SecretSealer(current: key)
        let sealed = try sealer.seal(secret, record: "r1", field: .clientSecret)
        #expect(try sealer.open(sealed, record: "r1", field: .clientSecret) == secret)
        #expect(throws: SealingError.boxDamaged) { try sealer.open(sealed, record: "r2", field: .clientSecret) }
        #expect(throws: SealingError.boxDamaged) {
            try sealer.open(sealed, record: "r1", field: .registrationAccessToken)
        }
        #expect(throws: SealingError.boxDamaged) {
            try SecretSealer(current: key, tenant: "other").open(sealed, record: "r1", field: .clientSecret)
        }
        var altered = sealed
        altered.bytes[altered.bytes.count - 1] ^= 1
        #expect(throws: SealingError.boxDamaged) { try sealer.open(altered, record: "r1", field: .clientSecret) }
    }

    @Test("A key that was replaced still opens what it sealed, and a missing key is named")
    func olderKeysOpen() throws {
        let old = try SealingKey(id: "2025", bytes: [UInt8](repeating: 1, count: 32))
        let new = try SealingKey(id: "2026", bytes: [UInt8](repeating: 2, count: 32))
        let sealed = try SecretSealer(current: old).seal(secret, record: "r", field: .initialAccess)
        let rotated = SecretSealer(current: new, older: [old])
        #expect(try rotated.open(sealed, record: "r", field: .initialAccess) == secret)
        #expect(throws: SealingError.keyUnknown(id: "2025")) {
            try SecretSealer(current: new).open(sealed, record: "r", field: .initialAccess)
        }
    }

    @Test("A sealing key has 32 bytes and a name", arguments: [(0, "k"), (31, "k"), (33, "k"), (32, "")])
    func sealingKeyIsChecked(count: Int, id: String) {
        #expect(throws: SealingError.keyInvalid) {
            try SealingKey(id: id, bytes: [UInt8](repeating: 0, count: count))
        }
    }
}
