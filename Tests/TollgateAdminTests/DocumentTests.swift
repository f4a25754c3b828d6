import HTTPTypes
import Testing
import TollgateAdmin
import TollgateRegistrar
import TollgateSQLite

@Suite("The OpenAPI document")
struct DocumentTests {
    @Test("It has exactly the operations that are served, and every reference in it leads somewhere")
    func complete() async throws {
        try await AdminSite.run { site in
            let document = try await site.send(.get, "/api/openapi.json").members
            #expect(document["openapi"] == .string("3.1.0"))
            let paths = try #require(document["paths"]?.object)
            let described = paths.flatMap { path, item in
                (item.object ?? [:]).keys.map { "\($0.uppercased()) \(path)" }
            }
            #expect(Set(described) == site.routes)
            let schemas = try #require(document["components"]?.object?["schemas"]?.object)
            let responses = try #require(document["components"]?.object?["responses"]?.object)
            let known =
                schemas.keys.map { "#/components/schemas/\($0)" }
                + responses.keys.map { "#/components/responses/\($0)" }
            let used = Self.references(in: .object(document))
            #expect(used.isSubset(of: Set(known)), "\(used.subtracting(known))")
            let names = paths.values.flatMap {
                ($0.object ?? [:]).values.compactMap { $0.object?["operationId"]?.string }
            }
            #expect(Set(names).count == described.count)
        }
    }

    private static func references(in value: JSONValue) -> Set<String> {
        switch value {
        case .object(let members):
            members.reduce(into: []) { found, member in
                if member.key == "$ref", let target = member.value.string { found.insert(target) }
                found.formUnion(references(in: member.value))
            }
        case .array(let values): values.reduce(into: []) { $0.formUnion(references(in: $1)) }
        default: []
        }
    }
}
