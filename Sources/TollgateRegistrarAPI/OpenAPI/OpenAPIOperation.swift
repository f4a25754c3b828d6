internal import TollgateRegistrar

/// One operation of the document.
struct OpenAPIOperation {
    /// The names of the parameters in a path, such as `id` of `{id}`.
    static func parameters(in path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    var method: String
    var summary: String
    /// The schema of the body, if there is one.
    var body: String?
    /// The schema of the answer; `nil` for an empty one.
    var answer: String?
    ///
    /// With neither `answer` nor a status, what is asked is always refused.
    var status: String? = "200"
    /// The media type of the answer.
    var mediaType = "application/json"
    /// The details that the summary leaves out.
    var description: String?
    /// The query parameters.
    var query: [OpenAPIQuery] = []
    /// Whether a body is optional.
    var isBodyOptional = false
    /// Whether a provider is asked, whose failure is then the answer.
    var asksProvider = false
    /// Statuses of problems beside those that follow from the rest.
    var problems: Set<String> = []
    /// The schema of the answer 200 where `status` is another one.
    var alternative: String?
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
        parameters += query.map { .object($0.members) }
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
        var answers: [String: JSONValue] = [:]
        for problem in allProblems(path: path) { answers[problem] = Self.reference("responses", "Problem") }
        if let alternative { answers["200"] = Self.answer(alternative, mediaType) }
        if let status { answers[status] = Self.answer(answer, mediaType, hasLocation: status == "201") }
        var members: [String: JSONValue] = [
            "summary": .string(summary), "operationId": .string(Self.name(method, path)),
            "responses": .object(answers),
        ]
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        if let description { members["description"] = .string(description) }
        if isOpen { members["security"] = .array([]) }
        if let body {
            members["requestBody"] = .object([
                "required": .bool(!isBodyOptional),
                "content": .object(["application/json": .object(["schema": Self.reference("schemas", body)])]),
            ])
        }
        return members
    }

    /// The statuses of all problems that may be answered.
    private func allProblems(path: String) -> Set<String> {
        guard !isOpen else { return [] }
        var statuses = problems.union(["401", "403", "503"])
        if !Self.parameters(in: path).isEmpty { statuses.insert("404") }
        if !query.isEmpty { statuses.insert("400") }
        if body != nil { statuses.formUnion(["400", "413", "415", "422"]) }
        if method != "get" { statuses.insert("409") }
        if asksProvider { statuses.insert("502") }
        return statuses
    }

    static func reference(_ kind: String, _ name: String) -> JSONValue {
        .object(["$ref": .string("#/components/\(kind)/\(name)")])
    }

    private static func answer(_ schema: String?, _ mediaType: String, hasLocation: Bool = false) -> JSONValue {
        guard let schema else { return .object(["description": .string("Done.")]) }
        var members: [String: JSONValue] = [
            "description": .string("The answer."),
            "content": .object([mediaType: .object(["schema": reference("schemas", schema)])]),
        ]
        if hasLocation {
            members["headers"] = .object([
                "Location": .object([
                    "required": .bool(true), "schema": OpenAPITypes.text,
                    "description": .string("Where the resource is."),
                ])
            ])
        }
        return .object(members)
    }

    /// A unique name such as `post_applications`.
    private static func name(_ method: String, _ path: String) -> String {
        let words = path.split(separator: "/").dropFirst().map { $0.filter { $0 != "{" && $0 != "}" } }
        return ([method] + words).joined(separator: "_").replacing("-", with: "_").replacing(".", with: "_")
    }
}
