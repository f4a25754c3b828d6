import Testing
import Yams

/// One row of a table in `Fixtures/Decisions`.
struct DecisionCase {
    static let keys: Set<String> = [
        "case", "scopes", "claims", "client", "request", "decision", "rate", "quota", "concurrency", "policies", "tags",
        "metadata", "offered", "times", "admitted", "seconds",
    ]

    let name: String
    /// Claims that replace or add to those of a good token, as JSON; `nil` leaves one out.
    var claims: [(name: String, json: String?)] = []
    let client: String?
    let method: String
    let target: String
    let decision: String
    /// What the grant must be, by the names of the keys.
    let expected: [String: Node]
    let times: Int
    let admitted: Int?
    let seconds: Int64

    init(_ node: Node) throws {
        let row = try #require(node.mapping)
        name = try #require(row["case"]?.string)
        #expect(Set(row.keys.compactMap(\.string)).subtracting(Self.keys).isEmpty, "\(name): unknown keys")
        if let scopes = row["scopes"] { claims.append(("scope", try JSONText.of(scopes))) }
        for (key, value) in row["claims"]?.mapping ?? [:] {
            claims.append((try #require(key.string), value.string == "none" ? nil : try JSONText.of(value)))
        }
        client = row["client"]?.string
        let request = try #require(row["request"]?.string).split(separator: " ", maxSplits: 1).map(String.init)
        (method, target) = (try #require(request.first), try #require(request.last))
        decision = try #require(row["decision"]?.string)
        expected = ["rate", "quota", "concurrency", "policies", "tags", "metadata", "offered"]
            .reduce(into: [:]) { $0[$1] = row[$1] }
        times = row["times"]?.int ?? 1
        admitted = row["admitted"]?.int
        seconds = Int64(row["seconds"]?.int ?? 0)
    }
}

/// YAML as JSON.
enum JSONText {
    static func of(_ node: Node) throws -> String {
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, node.null != nil { return "null" }
            if scalar.style == .plain, node.int != nil || node.bool != nil { return scalar.string }
            return "\"\(scalar.string)\""
        case .sequence(let sequence): return "[\(try sequence.map(of).joined(separator: ","))]"
        case .mapping(let mapping):
            let members = try mapping.map { "\"\(try #require($0.key.string))\":\(try of($0.value))" }
            return "{\(members.joined(separator: ","))}"
        case .alias: return try #require(nil, "an alias")
        }
    }
}
