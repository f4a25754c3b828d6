/// The metadata of a protected resource, for clients that have no token yet (RFC 9728 §2): the issuers of tokens for
/// it, and the scopes to ask for.
public struct ResourceMetadata: Hashable, Sendable {
    /// The identifier that clients ask for tokens for.
    public let resource: ResourceIdentifier
    /// The issuers whose tokens are accepted, as far as clients can find their metadata.
    public let authorizationServers: [String]
    /// The scopes that bring something: those of products, of plans, and plain ones.
    public let scopes: [String]
    /// The name for people.
    public let name: String

    /// Metadata with these parts.
    package init(resource: ResourceIdentifier, authorizationServers: [String], scopes: [String], name: String) {
        self.resource = resource
        self.authorizationServers = authorizationServers
        self.scopes = scopes
        self.name = name
    }

    /// The document as JSON; a list without values is left out (RFC 9728 §3.2).
    public var json: String {
        var members = ["\"resource\":\(Self.string(resource.text))"]
        for (name, texts) in [("authorization_servers", authorizationServers), ("scopes_supported", scopes)]
        where !texts.isEmpty {
            members.append("\"\(name)\":[\(texts.map(Self.string).joined(separator: ","))]")
        }
        members += ["\"bearer_methods_supported\":[\"header\"]", "\"resource_name\":\(Self.string(name))"]
        return "{\(members.joined(separator: ","))}\n"
    }

    /// A JSON string (RFC 8259 §7).
    private static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: result += "\\\(scalar)"
            case 0..<0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
