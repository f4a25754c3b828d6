import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

extension TestGate {
    /// The quickstart's gate without limits, so that nothing but the token is a reason to refuse.
    static func unlimited(
        forge: TokenForge? = nil, hasKeys: Bool = true, _ change: (inout Catalogue) -> Void = { _ in }
    ) throws -> TestGate {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .unlimited)
        change(&catalogue)
        return try TestGate(catalogue, forge: try forge ?? Forge.shared.get(), hasKeys: hasKeys)
    }

    /// Loads these keys, written as JWKs, as those of every issuer or of one.
    func install(keys: [String], issuer: Int? = nil) throws {
        let set = try KeySet(json: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8))
        for (place, slot) in slots.enumerated() where issuer == nil || issuer == place {
            gate.keys.install(set, issuer: slot, at: clock.instant)
        }
    }

    /// Whether a fetch of keys is going on: a request with an unknown key has caused it, for nobody else asked.
    var hasCausedFetch: Bool { gate.keys.nanosecondsUntilNextFetch(at: clock.instant) == nil }

    /// Checks what becomes of a token, and that it is refused by itself: no keys are fetched because of it.
    func expect(_ token: String, _ expected: Rejection?, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try rejection(token) == expected, sourceLocation: sourceLocation)
        #expect(!hasCausedFetch, "keys are fetched", sourceLocation: sourceLocation)
    }

    /// Checks what becomes of a signed token with this header, and that no key is looked up for a refused one.
    ///
    /// A refused header is tried a second time with a `kid` that nobody has: the answer must be the same.
    func expect(
        header: String, _ expected: Rejection?, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let payload = TokenClaims().json
        try expect(forge.token(payload: payload, header: header), expected, sourceLocation: sourceLocation)
        let stranger = header.replacing("\"\(forge.keyID)\"", with: "\"unknown\"")
        guard expected != nil, stranger != header else { return }
        try expect(forge.token(payload: payload, header: stranger), expected, sourceLocation: sourceLocation)
    }

    /// Checks what becomes of a signed token with this payload.
    func expect(
        payload: String, _ expected: Rejection?, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(forge.token(payload: payload), expected, sourceLocation: sourceLocation)
    }

    /// What becomes of bytes that need be no text.
    func rejection(bytes: [UInt8]) -> Rejection? {
        switch gate.verify(bytes.span, at: clock.instant) {
        case .verified: nil
        case .rejected(let rejection): rejection
        case .awaitingKeys: .keyUnknown
        }
    }
}
