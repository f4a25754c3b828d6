internal import TollgateCrypto

/// A bearer token of the admin API, as a store keeps it: its digest, who it is for, and what it may do.
public struct APIToken: Hashable, Sendable, Identifiable {
    /// What the holder of a token may do.
    public enum Role: String, CaseIterable, Codable, Hashable, Sendable {
        /// Everything.
        case admin
        /// What concerns the applications of one owner.
        case developer
        /// Following the clients, as gateways do.
        case gateway
    }

    /// The registrar's identifier; not secret.
    public let id: String
    /// The SHA-256 digest of the token.
    ///
    /// The token has 256 random bits, so that no salt and no stretching is needed.
    public var digest: [UInt8]
    /// What its holder may do.
    public var role: Role
    /// Who its holder is: the owner of the applications that it makes.
    public var owner: String
    /// When it was made, in Unix seconds.
    public var createdAt: Int64

    /// A token with these parts.
    public init(id: String, digest: [UInt8], role: Role, owner: String, createdAt: Int64) {
        self.id = id
        self.digest = digest
        self.role = role
        self.owner = owner
        self.createdAt = createdAt
    }

    /// Makes a token.
    ///
    /// - Parameters:
    ///   - role: What its holder may do.
    ///   - owner: Who its holder is.
    ///   - now: The time in Unix seconds.
    /// - Returns: What is stored, and the token itself, which is to be had only here.
    public static func make(role: Role, owner: String, now: Int64) -> (stored: APIToken, token: Secret) {
        let text = "tgt_" + RandomBytes.hexadecimal(count: 32)
        let stored = APIToken(
            id: RandomBytes.hexadecimal(count: 8), digest: digest(of: text), role: role, owner: owner, createdAt: now)
        return (stored, Secret(text))
    }

    /// The digest by which a token is found.
    public static func digest(of token: String) -> [UInt8] {
        SHA256.digest(of: Array(token.utf8).span)
    }
}
