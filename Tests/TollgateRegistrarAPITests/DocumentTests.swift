import HTTPTypes
import Testing
import TollgateRegistrar
import TollgateRegistrarAPI
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

    @Test("What it says in words of a member is said of one that is there, and bodies without words explain themselves")
    func describesMembers() async throws {
        try await AdminSite.run { site in
            let document = try await site.send(.get, "/api/openapi.json").members
            let schemas = try #require(document["components"]?.object?["schemas"]?.object)
            for (path, text) in OpenAPITexts.members {
                let names = path.split(separator: ".").map(String.init)
                let member = schemas[names[0]]?.object?["properties"]?.object?[names[1]]?.object
                #expect(member?["description"] == .string(text), "\(path)")
            }
            // A type that is only `object` says nothing of what belongs into it.
            for (name, schema) in schemas {
                for (member, type) in schema.object?["properties"]?.object ?? [:]
                where type.object?["type"] == .string("object") && !["provider_config", "metadata"].contains(member) {
                    #expect(type.object?["description"] != nil, "\(name).\(member)")
                }
            }
            let portal = document["paths"]?.object?["/api/portals/{portal_id}/plans"]?.object?["get"]?.object
            guard case .array(let parameters)? = portal?["parameters"] else {
                Issue.record("a portal without a parameter")
                return
            }
            #expect(parameters.first?.object?["description"]?.string?.hasPrefix("Any name") == true)
        }
    }

    @Test("The scopes that it allows are those that are accepted, byte by byte")
    func scopes() async throws {
        try await AdminSite.run { site in
            let idp = #"{"name":"idp","provider_type":"oidc","issuer":"https://keycloak.example.com/realms/my-realm"}"#
            #expect(try await site.send(.post, "/api/dcr_providers", idp).status == 201)
            let document = try await site.send(.get, "/api/openapi.json").members
            let schemas = try #require(document["components"]?.object?["schemas"]?.object)
            let scopes = schemas["NewVerification"]?.object?["properties"]?.object?["scopes"]?.object
            let pattern = try Regex(#require(scopes?["items"]?.object?["pattern"]?.string))
            for scope in (UInt8(1)...0x7F).map({ String(UnicodeScalar($0)) }) + ["", "§¢", "a b", "read:all"] {
                let body = String(decoding: JSONValue.object(["scopes": .strings([scope])]).text, as: UTF8.self)
                let answer = try await site.send(.post, "/api/dcr_providers/idp/verify", body)
                let isAllowed = try pattern.wholeMatch(in: scope) != nil
                #expect((answer.status == 200) == isAllowed, "\(scope.debugDescription)")
            }
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
