internal import Hummingbird
internal import TollgateRegistrar

/// The description of the admin API for programs (OpenAPI 3.1).
enum OpenAPIDocument {
    /// The document as an answer.
    static var response: Response { .json(members) }

    static let members: [String: JSONValue] = [
        "openapi": .string("3.1.0"),
        "info": .object([
            "title": .string("Tollgate registrar"), "version": .string("1"),
            "description": .string(OpenAPITexts.api),
        ]),
        "security": .array([.object(["bearer": .array([])])]),
        "paths": .object(Dictionary(OpenAPIPaths.all.map { ($0.path, .object($0.operations)) }) { $1 }),
        "components": .object([
            "securitySchemes": .object([
                "bearer": .object(["type": .string("http"), "scheme": .string("bearer")])
            ]),
            "schemas": .object(OpenAPISchemas.all), "responses": .object(OpenAPISchemas.responses),
        ]),
    ]
}
