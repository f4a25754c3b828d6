import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateRegistrar

/// The catalogue that the registrar goes by, which changes when the file is read again.
final class CurrentCatalogue: Sendable {
    private struct State {
        var catalogue: Catalogue
        /// Made once: it is asked for at each look at the records.
        var scopes: GrantableScopes
    }

    private let state: Lock<State>
    private let gate: Gate?

    /// A catalogue that goes on changing.
    ///
    /// - Parameters:
    ///   - catalogue: The catalogue at the start.
    ///   - gate: The gate that judges new clients' first tokens, which goes by the same catalogue.
    init(_ catalogue: Catalogue, gate: Gate? = nil) {
        state = Lock(State(catalogue: catalogue, scopes: GrantableScopes(catalogue)))
        self.gate = gate
    }

    /// The catalogue now.
    var catalogue: Catalogue { state.withLock { $0.catalogue } }

    /// What its products and plans stand for.
    var scopes: GrantableScopes { state.withLock { $0.scopes } }

    /// Puts another catalogue in its place, or leaves everything as it is.
    ///
    /// - Parameter catalogue: The catalogue from now on.
    /// - Throws: What keeps the gate from going by it.
    func replace(with catalogue: Catalogue) throws {
        try gate?.reload(catalogue)
        let new = State(catalogue: catalogue, scopes: GrantableScopes(catalogue))
        state.withLock { $0 = new }
    }
}
