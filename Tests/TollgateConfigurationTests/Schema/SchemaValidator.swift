/// Judges values by a JSON Schema of draft-07, as far as the configuration's schema uses it.
struct SchemaValidator {
    /// The keywords that say nothing about a value.
    private static let annotations: Set<String> = ["$schema", "$id", "title", "description", "definitions"]

    let root: JSONValue

    struct UnknownKeyword: Error {
        let name: String
    }

    func accepts(_ value: JSONValue) throws -> Bool { try accepts(value, by: root) }

    private func accepts(_ value: JSONValue, by schema: JSONValue) throws -> Bool {
        switch schema {
        case .boolean(let isAccepted): return isAccepted
        case .object(let keywords):
            for (name, argument) in keywords where !Self.annotations.contains(name) {
                guard try satisfies(value, name, argument, keywords) else { return false }
            }
            return true
        default: throw UnknownKeyword(name: "a schema that is neither an object nor a boolean")
        }
    }

    private func satisfies(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ keywords: [String: JSONValue]
    ) throws -> Bool {
        switch (keyword, argument) {
        case ("$ref", .string(let name)):
            let target = name.split(separator: "/").dropFirst().reduce(root as JSONValue?) { $0?[String($1)] }
            guard let target else { throw UnknownKeyword(name: name) }
            return try accepts(value, by: target)
        case ("type", .string(let type)): return isOfType(value, type)
        case ("type", .array): return argument.strings?.contains { isOfType(value, $0) } ?? false
        case ("const", _): return value == argument
        case ("enum", .array(let values)): return values.contains(value)
        case ("allOf", .array(let schemas)): return try schemas.allSatisfy { try accepts(value, by: $0) }
        case ("anyOf", .array(let schemas)): return try schemas.contains { try accepts(value, by: $0) }
        case ("not", _): return try !accepts(value, by: argument)
        case ("pattern", .string(let pattern)):
            guard case .string(let text) = value else { return true }
            return try text.firstMatch(of: Regex(pattern)) != nil
        case ("minLength", .number(let least)):
            guard case .string(let text) = value else { return true }
            return Double(text.unicodeScalars.count) >= least
        case ("minimum", .number(let least)):
            if case .number(let number) = value { return number >= least } else { return true }
        case ("maximum", .number(let most)):
            if case .number(let number) = value { return number <= most } else { return true }
        case ("minItems", .number(let least)):
            if case .array(let items) = value { return Double(items.count) >= least } else { return true }
        case ("maxItems", .number(let most)):
            if case .array(let items) = value { return Double(items.count) <= most } else { return true }
        case ("maxLength", .number(let most)):
            if case .string(let text) = value { return Double(text.unicodeScalars.count) <= most } else { return true }
        case ("items", _):
            guard case .array(let items) = value else { return true }
            return try items.allSatisfy { try accepts($0, by: argument) }
        default: return try membersSatisfy(value, keyword, argument, keywords)
        }
    }

    /// The keywords about objects.
    private func membersSatisfy(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ keywords: [String: JSONValue]
    ) throws -> Bool {
        let members: [String: JSONValue]? = if case .object(let members) = value { members } else { nil }
        switch (keyword, argument) {
        case ("required", .array):
            return argument.strings?.allSatisfy { members?[$0] != nil || members == nil } ?? false
        case ("properties", .object(let schemas)):
            return try members?.allSatisfy { name, member in
                try schemas[name].map { try accepts(member, by: $0) } ?? true
            } ?? true
        case ("additionalProperties", _):
            return try members?.allSatisfy { name, member in
                try keywords["properties"]?[name] != nil || accepts(member, by: argument)
            } ?? true
        case ("propertyNames", _):
            return try members?.keys.allSatisfy { try accepts(.string($0), by: argument) } ?? true
        default: throw UnknownKeyword(name: keyword)
        }
    }

    private func isOfType(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
            (.object, "object"):
            true
        case (.number(let number), "integer"): number.rounded() == number
        default: false
        }
    }
}
