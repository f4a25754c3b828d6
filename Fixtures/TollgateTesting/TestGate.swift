public import Tollgate
public import TollgateCatalogue

/// A gate with its keys loaded, a clock that stands still, and a forge whose tokens it accepts.
public struct TestGate: Sendable {
    /// The gate.
    public let gate: Gate
    /// Its clock.
    public let clock: ManualClock
    /// Makes tokens that its issuer could have issued.
    public let forge: TokenForge

    /// A gate for a catalogue; the forge's key is that of every issuer.
    ///
    /// - Parameters:
    ///   - catalogue: What the gate decides by. Default: the quickstart's.
    ///   - forge: Makes the tokens.
    ///   - hasKeys: Whether the keys are loaded. Default: yes.
    ///   - clock: Its clock. Default: one that stands where tokens are issued.
    /// - Throws: `CatalogueErrors` or `KeySetError`.
    public init(
        _ catalogue: Catalogue = TestCatalogue.payments(), forge: TokenForge, hasKeys: Bool = true,
        clock: ManualClock = ManualClock()
    ) throws {
        self.forge = forge
        self.clock = clock
        gate = Gate(catalogue: try CompiledCatalogue(catalogue))
        if hasKeys { try install(forge) }
    }

    /// The slots of the issuers of the gate's catalogue, in its order.
    public var slots: [IssuerSlot] { gate.catalogue.issuerSlots }

    /// Loads the keys of these forges as those of every issuer.
    public func install(_ forges: TokenForge...) throws {
        let keys = forges.map(\.webKey).joined(separator: ",")
        let set = try KeySet(json: Array("{\"keys\":[\(keys)]}".utf8))
        for slot in slots { gate.keys.install(set, issuer: slot, at: clock.instant) }
    }

    /// Decides about a request with a token.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - method: The method.
    ///   - path: The path.
    /// - Returns: The decision.
    /// - Throws: `Rejection` where the path is ambiguous, or belongs to no API.
    public func decide(
        _ token: String, method: String = "GET", path: String = "/payment-api/get"
    ) throws -> Decision {
        let path = try Result { () throws(PathFault) in try gate.catalogue.path(target: path) }
            .mapError(\.rejection).get()
        guard let api = gate.catalogue.api(for: path) else { throw Rejection.pathRejected }
        return gate.decide(
            BearerCredential(token: Substring(token)), GateRequest(api: api, method: method, path: path),
            at: clock.instant)
    }

    /// The rejection of a request with a token, or `nil` if it is admitted.
    public func rejection(
        _ token: String, method: String = "GET", path: String = "/payment-api/get"
    ) throws -> Rejection? {
        switch try decide(token, method: method, path: path) {
        case .admit: nil
        case .reject(let rejection, _): rejection
        case .waiting: .keyUnknown
        }
    }
}
