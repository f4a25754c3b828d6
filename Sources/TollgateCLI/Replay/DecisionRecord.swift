import Tollgate
import TollgateCatalogue
import TollgateCrypto

/// A decision as one line of a decisions file has it: what a catalogue decides by, and what it decided.
///
/// No byte of a token is in it.
struct DecisionRecord: Codable, Hashable, Sendable {
    /// The time of the decision, in seconds since 1970.
    var time: Int64
    /// The time of the decision, in nanoseconds of a clock that never jumps.
    var monotonic: Int64
    /// The API's name.
    var api: String
    /// The method.
    var method: String
    /// The path without the query.
    var path: String
    /// `admitted`, or the code of the rejection.
    var outcome: String
    /// The token's `iss`.
    var issuer: String
    /// The client, or its hash.
    var client: String
    /// `sub` or its hash, where the API's limits count by it.
    var subject: String?
    /// `aud`, if there is one.
    var audience: [String]?
    /// The scopes.
    var scopes: [String]

    /// The outcome of a request that may pass.
    static let admitted = "admitted"

    /// A record of a decision about a token; `nil` where the token names no client.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - request: The request that it came with.
    ///   - outcome: `admitted`, or the code of the rejection.
    ///   - instant: The time of the decision.
    ///   - hashesClients: Whether clients and subjects are hashed.
    init?(_ token: VerifiedToken, _ request: GateRequest, outcome: String, at instant: Instant, hashesClients: Bool) {
        guard let client = token.claims.clientID else { return nil }
        let issuer = token.claims.issuer
        func name(_ text: String) -> String { hashesClients ? Self.hash(text, of: issuer) : text }
        time = instant.unixSeconds
        monotonic = instant.monotonicNanoseconds
        api = request.api.name
        method = request.method
        path = String(request.path.text)
        self.outcome = outcome
        self.issuer = issuer
        self.client = name(client)
        subject = request.api.source.limitBy == .subject ? token.claims.subject.map(name) : nil
        audience = token.claims.audience
        scopes = token.claims.scopes
    }

    /// The claims that a catalogue decides by.
    var claims: Claims {
        Claims(issuer: issuer, clientID: client, subject: subject, audience: audience, scopes: scopes)
    }

    /// Tells the clients of an issuer apart without naming them; the first 128 bits of SHA-256.
    private static func hash(_ name: String, of issuer: String) -> String {
        let digest = SHA256.digest(of: Array("\(issuer)\u{0}\(name)".utf8).span)
        return "sha256:" + Hexadecimal.text(of: digest.prefix(16))
    }
}
