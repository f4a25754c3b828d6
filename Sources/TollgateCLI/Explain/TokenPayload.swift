import Foundation
import Tollgate
import TollgateCatalogue
import TollgateEncoding

/// The claims of a token that is being explained, for telling which of them would have done.
///
/// Nothing is decided by it: it is read as loosely as JSON can be.
struct TokenPayload {
    /// The names under which clients are found in tokens, the likeliest first.
    private static let clientNames = [
        "client_id", "azp", "cid", "appid", "clientId", "clientid", "client", "app_id", "sub",
    ]

    /// Claims that say something else, also where it is called like a scope.
    private static let otherNames: Set<String> = [
        "iss", "sub", "aud", "jti", "typ", "azp", "client_id", "cid", "appid", "sid", "acr", "name", "nonce",
    ]
    /// The depth to which objects are looked into.
    private static let maximumDepth = 3

    private let members: [String: Any]

    /// The claims of a token; none where it has no readable ones.
    init(token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.count == 3 ? Base64URL.decode(parts[1]) : nil
        let object = bytes.flatMap { try? JSONSerialization.jsonObject(with: Data($0)) }
        members = object as? [String: Any] ?? [:]
    }

    /// `iss`.
    var issuer: String? { members["iss"] as? String }

    /// Claims that could name the client, the likeliest first.
    var clientClaims: [String] {
        Self.clientNames.filter { (members[$0] as? String)?.isEmpty == false }
    }

    /// The claims that hold one of some scopes, as `scope_claims` would name them.
    ///
    /// - Parameter scopes: The scopes.
    /// - Returns: The names, sorted; what is not visible in them is escaped.
    func claims(holding scopes: Set<String>) -> [String] {
        Self.paths(of: members.filter { !Self.otherNames.contains($0.key) }, holding: scopes, below: "", depth: 0).map {
            VisibleText.of($0)
        }.sorted()
    }

    private static func paths(
        of members: [String: Any], holding scopes: Set<String>, below prefix: String, depth: Int
    ) -> [String] {
        members.flatMap { name, value -> [String] in
            if let object = value as? [String: Any] {
                guard depth < maximumDepth else { return [] }
                return paths(of: object, holding: scopes, below: prefix + escaped(name) + ".", depth: depth + 1)
            }
            let texts = (value as? String)?.split(separator: " ").map(String.init) ?? value as? [String] ?? []
            guard !scopes.isDisjoint(with: texts) else { return [] }
            // At the top a name is found as it is.
            return [depth == 0 && !name.contains("\\") ? name : prefix + escaped(name)]
        }
    }

    /// A name as a path of claims has it.
    private static func escaped(_ name: String) -> String {
        name.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: ".", with: "\\.")
    }
}
