/// A check whether a token that a new client has obtained would pass the gate.
///
/// A registrar that has one makes a client active only after a token of its own has passed. The registrar knows no
/// gate: a program that has both brings them together here.
public protocol ClientTokenCheck: Sendable {
    /// The pauses before each further attempt to obtain a token where the provider does not know the client yet.
    ///
    /// Default: 250 ms and 1 s. Some providers take a moment until a client that they registered may obtain tokens.
    var pauses: [Duration] { get }

    /// Judges a token.
    ///
    /// - Parameters:
    ///   - token: The access token as the provider issued it.
    ///   - client: The client that has obtained it.
    /// - Returns: The verdict: whether a gate would let the client use what it was granted.
    func verdict(on token: Secret, of client: CheckedClient) async -> ClientTokenVerdict
}

extension ClientTokenCheck {
    /// The default pauses: 250 ms and 1 s.
    public var pauses: [Duration] { [.milliseconds(250), .seconds(1)] }
}

/// A client whose first token is checked.
public struct CheckedClient: Hashable, Sendable {
    /// The provider's issuer identifier.
    public var issuer: String
    /// The client's identifier.
    public var clientID: String
    /// The scopes that it was granted.
    public var scopes: [String]
    /// The products, by name, that the scopes are to open.
    public var products: [String]

    /// A client with these parts.
    package init(issuer: String, clientID: String, scopes: [String], products: [String]) {
        self.issuer = issuer
        self.clientID = clientID
        self.scopes = scopes
        self.products = products
    }
}

/// The verdict on a client's first token.
public enum ClientTokenVerdict: Hashable, Sendable {
    /// It passed: the client can use what it was granted.
    case accepted
    /// It did not, and would not later either; says why, the code of the cause first.
    case rejected(reason: String)
    /// That could not be found out now; says why.
    case unknown(reason: String)
}
