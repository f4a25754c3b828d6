internal import Synchronization
internal import TollgateCatalogue

/// The key store's part of one issuer.
struct KeySlot: Sendable {
    /// The issuer, or `nil` where a newer catalogue has it no longer.
    var issuer: Issuer?
    let freshness = KeyFreshness()
    var machine: RefreshStateMachine
    var keySet: KeySet?
    /// The URLs or the file that the keys came from.
    var places: [String] = []
    var lastError: String?
    var unknownKeyFetches: UInt64 = 0

    /// A slot without keys, unless the catalogue itself has them.
    ///
    /// - Parameters:
    ///   - issuer: The issuer.
    ///   - isFixed: Whether keys are installed once and never fetched.
    init(issuer: Issuer?, isFixed: Bool) {
        self.issuer = issuer
        guard case .inline(let json)? = issuer?.keys else {
            machine = RefreshStateMachine(
                settings: issuer?.refresh ?? KeyRefreshSettings(), isFixed: isFixed || issuer == nil)
            return
        }
        machine = RefreshStateMachine(settings: KeyRefreshSettings(), isFixed: true)
        // A catalogue whose keys cannot be read has been refused.
        guard let keySet = try? KeySet(json: Array(json.utf8)) else { return }
        self.keySet = keySet
        machine.succeeded(at: 0)
        freshness.usableUntil.store(machine.usableUntil, ordering: .releasing)
    }

    /// Adopts the settings that the issuer has in a newer catalogue; its keys stay.
    mutating func adopt(_ issuer: Issuer) {
        self.issuer = issuer
        machine.adopt(issuer.refresh)
        freshness.usableUntil.store(machine.usableUntil, ordering: .releasing)
    }
}
