internal import TollgateRegistrar

/// The types that the document's schemas are made of (JSON Schema 2020-12).
enum OpenAPITypes {
    /// Which code points are no characters, no expression says that every program reads alike.
    private static let visible =
        #"^(?! )[^\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^ ]$"#
    private static let printableLines =
        #"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$"#

    static let text: JSONValue = .object(["type": .string("string")])
    static let optionalText: JSONValue = .object(["type": .strings(["string", "null"])])
    static let flag: JSONValue = .object(["type": .string("boolean")])
    static let whole: JSONValue = .object(["type": .string("integer")])
    static let anything: JSONValue = .object(["type": .string("object")])
    static let words: JSONValue = .object(["type": .string("array"), "items": text])

    /// The texts that `PlainText.isName` accepts, and a few invisible characters more.
    static let name: JSONValue = .object([
        "type": .string("string"), "minLength": .integer(1),
        "maxLength": .integer(Int64(PlainText.maximumNameLength)), "pattern": .string(visible),
    ])
    /// The texts that `PlainText.isDescription` accepts.
    static let description: JSONValue = .object([
        "type": .string("string"), "maxLength": .integer(Int64(PlainText.maximumDescriptionLength)),
        "pattern": .string(printableLines),
    ])
    /// The reason for a rejected request, in words for its owner.
    static let reason: JSONValue = .object(
        (description.object ?? [:]).merging(["minLength": .integer(1)]) { first, _ in first })
    /// A list in a body: an array, or one string of its items.
    static let wordsOrText: JSONValue = .object(["type": .strings(["array", "string"]), "items": text])
    /// A list of scope tokens (RFC 6749 §3.3), as `ClientMetadata.defect` accepts them.
    static let scopes: JSONValue = .object([
        "type": .strings(["array", "string"]), "items": matching(#"^[!#-\[\]-~]+$"#),
        "pattern": .string(#"^[ !#-\[\]-~]*$"#),
    ])
    static let time: JSONValue = .object([
        "type": .strings(["integer", "null"]), "minimum": .integer(0), "maximum": .integer(DocumentReader.latestTime),
        "description": .string("A time in Unix seconds."),
    ])

    static func whole(in range: ClosedRange<Int64>) -> JSONValue {
        .object([
            "type": .string("integer"), "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
        ])
    }

    static func choice(_ names: [String]) -> JSONValue {
        .object(["type": .string("string"), "enum": .strings(names)])
    }

    static func matching(_ pattern: String) -> JSONValue {
        .object(["type": .string("string"), "pattern": .string(pattern)])
    }

    static func array(of schema: String) -> JSONValue {
        .object(["type": .string("array"), "items": OpenAPIOperation.reference("schemas", schema)])
    }

    /// The type, or `null`, which in a body is the same as not being there.
    static func optional(_ schema: JSONValue) -> JSONValue {
        guard var members = schema.object, let type = members["type"] else { return schema }
        let types: [JSONValue] = if case .array(let types) = type { types } else { [type] }
        guard !types.contains(.string("null")) else { return schema }
        members["type"] = .array(types + [.string("null")])
        if case .array(let values)? = members["enum"] { members["enum"] = .array(values + [.null]) }
        return .object(members)
    }

    /// An object with these members and maybe others.
    static func object(_ properties: [String: JSONValue], required: [String]) -> JSONValue {
        .object(["type": .string("object"), "properties": .object(properties), "required": .strings(required)])
    }

    /// An object of a body: it has no other members, and what is not required may be `null`.
    static func body(_ properties: [String: JSONValue], required: [String] = []) -> JSONValue {
        var members: [String: JSONValue] = ["type": .string("object"), "additionalProperties": .bool(false)]
        members["properties"] = .object(
            Dictionary(
                uniqueKeysWithValues: properties.map { name, schema in
                    (name, required.contains(name) ? schema : optional(schema))
                }))
        if !required.isEmpty { members["required"] = .strings(required) }
        return .object(members)
    }
}
