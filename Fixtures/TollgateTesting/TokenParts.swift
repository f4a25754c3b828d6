public import Tollgate

/// The steps of a decision about one token, one by one, for measuring them from another package.
///
/// What each step does is said at `GateParts`, which it calls.
public struct TokenParts: Sendable {
    /// A step.
    public struct Step: Sendable {
        /// What it is called in reports.
        public let name: String
        /// Does it once, and answers whether it succeeded.
        public let run: @Sendable (TokenParts) -> Bool
    }

    private let parts: GateParts

    /// Prepares the steps with a token that a gate admits.
    ///
    /// - Parameters:
    ///   - gate: The gate, with its keys; it remembers tokens.
    ///   - credential: The token.
    ///   - request: What it is used for.
    ///   - instant: Now, for all steps.
    /// - Throws: Why the gate does not admit it.
    public init(
        _ gate: Gate, _ credential: BearerCredential, _ request: GateRequest, at instant: Instant
    ) throws(Rejection) {
        parts = try GateParts(gate, credential, request, at: instant)
    }

    /// All steps, in the order of a decision.
    public static let steps: [Step] = [
        Step(name: "cache-find") { $0.parts.findInCache() },
        Step(name: "split") { $0.parts.split() },
        Step(name: "base64url") { $0.parts.decodePayload() },
        Step(name: "base64url-signature") { $0.parts.decodeSignature() },
        Step(name: "header") { $0.parts.readHeader() },
        Step(name: "header-known") { $0.parts.findKnownHeader() },
        Step(name: "key-lookup") { $0.parts.findKeys() },
        Step(name: "signature") { $0.parts.verifySignature() },
        Step(name: "claims") { $0.parts.readClaims() },
        Step(name: "claim-rules") { $0.parts.checkClaims() },
        Step(name: "scopes-remembered") { $0.parts.recallGrant() },
        Step(name: "scopes-anew") { $0.parts.resolveGrant() },
        Step(name: "access") { $0.parts.checkGrant() },
        Step(name: "limiter") { $0.parts.findCounters() },
        Step(name: "limiter-take") { $0.parts.takeFromCounters() },
    ]
}
