import Foundation
import Yams

/// A JSON value, for changing examples and for judging them by the schema.
enum JSONValue: Hashable, Codable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
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

    init(json: String) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    }

    /// A YAML file's value, its plain scalars as the core schema of YAML 1.2 has them.
    init(yaml node: Node) {
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, scalar.string == "true" || scalar.string == "false" {
                self = .boolean(scalar.string == "true")
            } else if scalar.style == .plain, let number = Double(scalar.string) {
                self = .number(number)
            } else {
                self = .string(scalar.string)
            }
        case .sequence(let sequence): self = .array(sequence.map { JSONValue(yaml: $0) })
        case .mapping(let mapping):
            self = .object(
                Dictionary(mapping.map { ($0.key.string ?? "", JSONValue(yaml: $0.value)) }) { first, _ in first })
        case .alias: self = .null
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value):
            if let whole = Int(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// The value as JSON, which is YAML as well.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    subscript(_ key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var strings: [String]? {
        guard case .array(let values) = self else { return nil }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// The same value with what is at a path, names and indices, replaced, or removed where `value` is `nil`.
    func with(_ path: ArraySlice<String>, _ value: JSONValue?) -> JSONValue {
        guard let first = path.first else { return value ?? .null }
        switch self {
        case .object(var members):
            members[first] = path.count == 1 ? value : members[first]?.with(path.dropFirst(), value)
            return .object(members)
        case .array(var values):
            guard let index = Int(first), values.indices.contains(index) else { return self }
            if path.count == 1, value == nil {
                values.remove(at: index)
            } else {
                values[index] = values[index].with(path.dropFirst(), value)
            }
            return .array(values)
        default: return self
        }
    }
}
