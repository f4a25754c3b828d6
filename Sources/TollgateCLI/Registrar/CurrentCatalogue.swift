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

    init(_ catalogue: Catalogue) {
        state = Lock(State(catalogue: catalogue, scopes: GrantableScopes(catalogue)))
    }

    /// The catalogue now.
    var catalogue: Catalogue { state.withLock { $0.catalogue } }

    /// What its products and plans stand for.
    var scopes: GrantableScopes { state.withLock { $0.scopes } }

    /// Puts another catalogue in its place.
    func replace(with catalogue: Catalogue) {
        let new = State(catalogue: catalogue, scopes: GrantableScopes(catalogue))
        state.withLock { $0 = new }
    }
}
