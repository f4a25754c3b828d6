import TollgateOutbound
import TollgateRegistrar

/// What a server answered to one of a guide's curl lines.
struct GuideAnswer: Sendable {
    let status: Int
    let text: String
    let members: [String: JSONValue]

    init(_ response: OutboundResponse) {
        status = response.status
        text = String(decoding: response.body, as: UTF8.self)
        members = JSONValue(parsing: response.body)?.object ?? [:]
    }

    /// A text in it; empty if there is none.
    subscript(_ name: String) -> String { members[name]?.string ?? "" }

    /// The objects of a list in it.
    func list(_ name: String = "list") -> [[String: JSONValue]] {
        guard case .array(let values) = members[name] else { return [] }
        return values.compactMap(\.object)
    }

    /// The texts of a list in it.
    func texts(_ name: String) -> [String] {
        guard case .array(let values) = members[name] else { return [] }
        return values.compactMap(\.string)
    }
}
