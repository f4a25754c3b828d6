internal import TollgateCrypto

/// A bearer token of the admin API, as a store keeps it: its digest, who it is for, and what it may do.
public struct APIToken: Hashable, Sendable, Identifiable {
    /// The rights of a token's holder.
    public enum Role: String, CaseIterable, Codable, Hashable, Sendable {
        /// Everything.
        case admin
        /// Only the applications of one owner.
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
    /// The rights of its holder.
    public var role: Role
    /// The holder: the owner of the applications that are made with it.
    public var owner: String
    /// The time at which it was made, in Unix seconds.
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
    ///   - role: The rights of the token's holder.
    ///   - owner: The holder's name.
    ///   - now: The time in Unix seconds.
    /// - Returns: The record to store, and the token itself, which is to be had only here.
    public static func make(role: Role, owner: String, now: Int64) -> (stored: APIToken, token: Secret) {
        let text = "tgt_" + RandomBytes.hexadecimal(count: 32)
        let stored = APIToken(
            id: RandomBytes.hexadecimal(count: 8), digest: digest(of: text), role: role, owner: owner, createdAt: now)
        return (stored, Secret(text))
    }

    /// Returns the SHA-256 digest by which a token is found.
    package static func digest(of token: String) -> [UInt8] {
        SHA256.digest(of: Array(token.utf8).span)
    }
}
