/// Judges whether a token that a new client has obtained would pass the gate.
///
/// A registrar that has one makes a client active only after a token of its own has passed. The registrar knows no
/// gate: whoever has both brings them together here.
public protocol ClientTokenCheck: Sendable {
    /// How long to wait before each further attempt to obtain a token where the provider does not know the client yet.
    ///
    /// Default: 250 ms and 1 s. Some providers take a moment until a client that they registered may obtain tokens.
    var pauses: [Duration] { get }

    /// Judges a token.
    ///
    /// - Parameters:
    ///   - token: The access token as the provider issued it.
    ///   - client: The client that has obtained it.
    /// - Returns: Whether a gate would let the client use what it was granted.
    func verdict(on token: Secret, of client: CheckedClient) async -> ClientTokenVerdict
}

extension ClientTokenCheck {
    /// 250 ms and 1 s.
    public var pauses: [Duration] { [.milliseconds(250), .seconds(1)] }
}
