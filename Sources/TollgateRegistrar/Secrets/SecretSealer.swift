internal import TollgateCrypto

/// A sealer of secrets: it seals them before they reach a store, and opens them again (AES-256-GCM).
///
/// The additional data binds tenant, record, field and key, so that a box which is copied to another row or
/// column of the database does not open there.
public struct SecretSealer: Sendable {
    private static let format: UInt8 = 1
    private static let context = "tollgate sealed secret"

    private let current: SealingKey
    private let keys: [String: SealingKey]
    private let tenant: String

    /// A sealer that seals with `current` and opens what `current` or one of `older` sealed.
    public init(current: SealingKey, older: [SealingKey] = [], tenant: String = "default") {
        self.current = current
        var keys: [String: SealingKey] = [:]
        for key in older { keys[key.id] = key }
        keys[current.id] = current
        self.keys = keys
        self.tenant = tenant
    }

    /// Seals `secret` for one field of one record.
    ///
    /// - Throws: `SealingError.boxDamaged` if the cipher fails.
    package func seal(_ secret: Secret, record: String, field: SealedField) throws(SealingError) -> SealedSecret {
        let keyID = Array(current.id.utf8)
        do {
            let box = try current.cipher.seal(
                Array(secret.reveal().utf8),
                additionalData: additionalData(record: record, field: field, keyID: current.id))
            return SealedSecret(bytes: [Self.format, UInt8(keyID.count)] + keyID + box)
        } catch {
            throw .boxDamaged
        }
    }

    /// Opens a box that `seal` returned for the same field of the same record.
    ///
    /// - Throws: `SealingError.keyUnknown` if the key is not at hand; `.boxDamaged` if the box does not open.
    package func open(_ sealed: SealedSecret, record: String, field: SealedField) throws(SealingError) -> Secret {
        let bytes = sealed.bytes
        guard bytes.count >= 2, bytes[0] == Self.format else { throw .boxDamaged }
        let boxStart = 2 + Int(bytes[1])
        guard bytes.count > boxStart else { throw .boxDamaged }
        let keyID = String(decoding: bytes[2..<boxStart], as: UTF8.self)
        guard let key = keys[keyID] else { throw .keyUnknown(id: keyID) }
        do {
            let plaintext = try key.cipher.open(
                Array(bytes[boxStart...]), additionalData: additionalData(record: record, field: field, keyID: keyID))
            return Secret(String(decoding: plaintext, as: UTF8.self))
        } catch {
            throw .boxDamaged
        }
    }

    /// Returns the additional data: each part is preceded by its length, so that no two different lists of parts give
    /// the same bytes.
    private func additionalData(record: String, field: SealedField, keyID: String) -> [UInt8] {
        var data: [UInt8] = []
        for part in [Self.context, tenant, record, field.rawValue, keyID] {
            let bytes = Array(part.utf8)
            for shift in [24, 16, 8, 0] { data.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
            data += bytes
        }
        return data
    }
}
