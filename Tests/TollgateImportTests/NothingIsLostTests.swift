import Foundation
import Testing
import TollgateImport

/// JSON as a test changes it.
private indirect enum JSON: Decodable {
    case null, boolean(Bool), number(Double), text(String), list([JSON]), object([(String, JSON)])

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try container.allKeys.map { ($0.stringValue, try container.decode(JSON.self, forKey: $0)) }
                    .sorted { $0.0 < $1.0 })
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSON] = []
            while !container.isAtEnd { elements.append(try container.decode(JSON.self)) }
            self = .list(elements)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// The pointers of all objects in it.
    func objects(at pointer: String = "") -> [String] {
        switch self {
        case .object(let members): [pointer] + members.flatMap { $1.objects(at: "\(pointer)/\(Self.escaped($0))") }
        case .list(let elements): elements.enumerated().flatMap { $1.objects(at: "\(pointer)/\($0)") }
        default: []
        }
    }

    /// The value with a member added to the object at a pointer.
    func adding(_ name: String, _ value: JSON, at target: String, pointer: String = "") -> JSON {
        switch self {
        case .object(let members):
            var result = members.map {
                ($0, $1.adding(name, value, at: target, pointer: "\(pointer)/\(Self.escaped($0))"))
            }
            if pointer == target { result.append((name, value)) }
            return .object(result)
        case .list(let elements):
            return .list(
                elements.enumerated().map { $1.adding(name, value, at: target, pointer: "\(pointer)/\($0)") })
        default: return self
        }
    }

    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let value): value == value.rounded() ? "\(Int(value))" : "\(value)"
        case .text(let value): String(decoding: (try? JSONEncoder().encode(value)) ?? Data(), as: UTF8.self)
        case .list(let elements): "[\(elements.map(\.text).joined(separator: ","))]"
        case .object(let members):
            "{" + members.map { "\(JSON.text($0).text):\($1.text)" }.joined(separator: ",") + "}"
        }
    }

    private static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}

@Suite("What a Tyk file says is taken over or reported")
struct NothingIsLostTests {
    private static let files = [
        "shop/api-goods.json", "shop/api-carts.json", "shop/policies.json", "details/apis.json",
        "details/policies.json", "weather/api.json", "weather/policy.json", "openid/api-samples.json",
        "openid/policies.json",
    ]

    @Test("A member that is added to any object of any file is reported", arguments: files)
    func reportsUnknownMembers(name: String) throws {
        let folder = try #require(name.split(separator: "/").first)
        let original = try TykFixture.files(String(folder))
        let changed = try #require(original.firstIndex { $0.name.hasSuffix(name) })
        let json = try JSONDecoder().decode(JSON.self, from: Data(original[changed].json))
        let places = json.objects()
        #expect(!places.isEmpty)
        for place in places {
            let value: JSON = .object([("zeal", .list([.text("odd")]))])
            let text = json.adding("unheard_of", value, at: place).text
            var files = original
            files[changed] = TykFile(name: name, json: Array(text.utf8))
            let differences = try TykImport(files).differences.filter { $0.file == name }
            let pointer = place + "/unheard_of"
            // Where nothing of an object was taken over, the object is reported as one; where the name may be any,
            // as of a scheme, what stands in it is.
            #expect(
                differences.contains { difference in
                    pointer == difference.pointer || difference.pointer.hasPrefix(pointer + "/")
                        || (pointer.hasPrefix(difference.pointer + "/") && !difference.pointer.isEmpty)
                }, "\(pointer) is not in the report")
        }
    }

    @Test("Each difference says what became of what stands where", arguments: ["shop", "details", "weather", "openid"])
    func explainsItself(folder: String) throws {
        for difference in try TykImport(try TykFixture.files(folder)).differences {
            #expect(difference.reason.count > 20)
            #expect(difference.file.isEmpty == difference.pointer.isEmpty || difference.pointer.isEmpty)
            #expect(!difference.description.contains("\n"))
        }
    }

    @Test("A member with a value of another kind than Tyk's is reported")
    func reportsWrongKinds() throws {
        let result = try TykFixture.import(
            "["
                + TykFixture.policy(
                    id: "p", more: "\"rate\": \"5\", \"per\": 1, \"is_inactive\": \"yes\", \"tags\": {\"a\": 1}")
                + "]", TykFixture.api(mapping: "{\"s\": \"p\", \"t\": 7}", more: "\"strip_auth_data\": 1"))
        for pointer in ["/0/rate", "/0/is_inactive", "/0/tags"] { #expect(result.differences(at: pointer).count == 1) }
        for pointer in ["/jwt_scope_to_policy_mapping/t", "/strip_auth_data"] {
            #expect(result.differences(at: pointer).count == 1)
        }
    }

    @Test("Zero values and what the Dashboard writes everywhere are not reported")
    func leavesDefaultsOut() throws {
        let result = try TykImport(try TykFixture.files("shop"), issuers: IssuerAnswers(forAll: "https://idp.example"))
        let told = result.differences.filter { $0.file.hasSuffix("api-goods.json") }.map(\.pointer)
        #expect(Set(told).isSubset(of: ["/id", "/slug", "/jwt_default_policies/0", "/jwt_scope_to_policy_mapping"]))
    }
}
