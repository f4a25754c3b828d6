import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateRegistrar

/// The catalogue of the registrar, which changes when the file is read again.
final class CurrentCatalogue: Sendable {
    private struct State {
        var catalogue: Catalogue
        /// Made once: it is asked for at each look at the records.
        var scopes: CatalogueScopes
    }

    private let state: Lock<State>
    private let gate: Gate?

    /// A catalogue that goes on changing.
    ///
    /// - Parameters:
    ///   - catalogue: The catalogue at the start.
    ///   - gate: The gate that judges new clients' first tokens, by the same catalogue.
    init(_ catalogue: Catalogue, gate: Gate? = nil) {
        state = Lock(State(catalogue: catalogue, scopes: CatalogueScopes(catalogue)))
        self.gate = gate
    }

    /// The catalogue now.
    var catalogue: Catalogue { state.withLock { $0.catalogue } }

    /// The scopes that its products and plans stand for.
    var scopes: CatalogueScopes { state.withLock { $0.scopes } }

    /// Puts another catalogue in its place, or leaves everything as it is.
    ///
    /// - Parameter catalogue: The catalogue from now on.
    /// - Throws: `CatalogueErrors` where the gate cannot use it.
    func replace(with catalogue: Catalogue) throws {
        try gate?.reload(catalogue)
        let new = State(catalogue: catalogue, scopes: CatalogueScopes(catalogue))
        state.withLock { $0 = new }
    }
}
