internal import Foundation

/// Any JSON value (RFC 8259), so that members nobody foresaw survive from a provider's answer to the next request.
public enum JSONValue: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number without a fraction that fits 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object. The order of its members is not kept: it has no meaning.
    case object([String: JSONValue])

    /// The string, if the value is one.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The members, if the value is an object.
    public var object: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// Says whether a string anywhere in the value has `text` in it.
    func holds(_ text: String) -> Bool {
        switch self {
        case .string(let string): string.contains(text)
        case .array(let values): values.contains { $0.holds(text) }
        case .object(let members): members.contains { $0.key.contains(text) || $0.value.holds(text) }
        case .null, .bool, .integer, .number: false
        }
    }

    /// Returns an array of strings as JSON.
    public static func strings(_ strings: [String]) -> JSONValue {
        .array(strings.map(JSONValue.string))
    }

    /// The value as JSON text in UTF-8, members sorted by name.
    package var text: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding fails only for numbers that JSON cannot hold, and parsing makes none.
        guard let data = try? encoder.encode(self) else { return Array("null".utf8) }
        return Array(data)
    }
}

extension JSONValue: Codable {
    /// Reads any JSON value.
    ///
    /// - Throws: `DecodingError` of the decoder if there is no value, or none that JSON has.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Writes the value.
    ///
    /// - Throws: `EncodingError` of the encoder for a number that it cannot write.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
