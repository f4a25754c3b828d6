internal import Foundation
internal import TollgateRegistrar

/// Values that are kept as JSON text in one column.
enum JSONColumn {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads the value of a text.
    ///
    /// - Parameters:
    ///   - text: The content of the column.
    ///   - id: The record that it belongs to.
    /// - Returns: The value.
    /// - Throws: `RegistrationError.store(.recordDamaged)` with the record's identifier.
    static func value<Value: Decodable>(_ text: String, of id: String) throws(RegistrationError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw .store(.recordDamaged(id: id))
        }
    }
}
