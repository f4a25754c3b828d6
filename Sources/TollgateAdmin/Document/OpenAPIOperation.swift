internal import TollgateRegistrar

/// One operation of the document.
struct OpenAPIOperation {
    /// Where the parameters in a path stand, such as `{id}`.
    static func parameters(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    var method: String
    var summary: String
    /// The schema of the body, if there is one.
    var body: String?
    /// The schema of the answer; `nil` for an empty one.
    var answer: String?
    var status = "200"
    /// The media type of the answer.
    var mediaType = "application/json"
    /// What the summary leaves out.
    var description: String?
    /// The query parameters.
    var query: [String] = []
    /// Whether it needs no token.
    var isOpen = false

    func members(path: String) -> [String: JSONValue] {
        var parameters = Self.parameters(in: path).map { name -> JSONValue in
            .object(
                [
                    "name": .string(name), "in": .string("path"), "required": .bool(true),
                    "schema": .object(["type": .string("string")]),
                ].merging(OpenAPITexts.description(ofParameter: name)) { first, _ in first })
        }
        parameters += query.map { name in
            .object([
                "name": .string(name), "in": .string("query"),
                "schema": name == "state" ? OpenAPISchemas.states : OpenAPISchemas.positive(name),
            ])
        }
        if status == "201" {
            parameters.append(
                .object(
                    [
                        "name": .string("Idempotency-Key"), "in": .string("header"),
                        "schema": .object([
                            "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(255),
                        ]),
                    ].merging(OpenAPITexts.description(ofParameter: "Idempotency-Key")) { first, _ in first }))
        }
        var answers: [String: JSONValue] = [status: Self.answer(answer, mediaType)]
        answers["default"] = Self.reference("responses", "Problem")
        var members: [String: JSONValue] = [
            "summary": .string(summary), "operationId": .string(Self.name(method, path)),
            "responses": .object(answers),
        ]
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        if let description { members["description"] = .string(description) }
        if isOpen { members["security"] = .array([]) }
        if let body {
            members["requestBody"] = .object([
                "required": .bool(true),
                "content": .object(["application/json": .object(["schema": Self.reference("schemas", body)])]),
            ])
        }
        return members
    }

    static func reference(_ kind: String, _ name: String) -> JSONValue {
        .object(["$ref": .string("#/components/\(kind)/\(name)")])
    }

    private static func answer(_ schema: String?, _ mediaType: String) -> JSONValue {
        guard let schema else { return .object(["description": .string("Done.")]) }
        return .object([
            "description": .string("The answer."),
            "content": .object([mediaType: .object(["schema": reference("schemas", schema)])]),
        ])
    }

    /// A unique name such as `post_applications`.
    private static func name(_ method: String, _ path: String) -> String {
        let words = path.split(separator: "/").dropFirst().map { $0.filter { $0 != "{" && $0 != "}" } }
        return ([method] + words).joined(separator: "_").replacing("-", with: "_").replacing(".", with: "_")
    }
}
