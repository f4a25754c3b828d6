internal import TollgateClientFeed
internal import TollgateRegistrar

/// The registrar's books as the feed reads them.
struct RegistrarLedger: ClientFeedLedger {
    private let registrar: Registrar

    init(_ registrar: Registrar) {
        self.registrar = registrar
    }

    var terms: CatalogueScopes { registrar.catalogueScopes }

    func fingerprint(of terms: CatalogueScopes) -> String { terms.fingerprint }

    func lastChange() async throws(RegistrationError) -> ClientFeedPosition.Point {
        ClientFeedPosition.Point(try await registrar.lastChange())
    }

    func remembers(_ point: ClientFeedPosition.Point) async throws(RegistrationError) -> Bool {
        try await registrar.remembers(ClientChangePoint(sequence: point.sequence, mark: point.mark))
    }

    func changes(
        after sequence: Int64, limit: Int
    ) async throws(RegistrationError) -> [ClientFeedChange<CatalogueScopes>] {
        try await registrar.changes(after: sequence, limit: limit).map { change in
            ClientFeedChange(point: ClientFeedPosition.Point(change.point)) { terms in
                ClientStatus(of: change.record, scopes: terms).map {
                    ClientFeedEntry($0, sequence: change.sequence)
                }
            }
        }
    }
}

/// A gate's place in the feed of a registrar's clients.
typealias RegistrarFeedCursor = ClientFeedCursor<RegistrarLedger>

extension ClientFeedPosition.Point {
    fileprivate init(_ point: ClientChangePoint) {
        self.init(sequence: point.sequence, mark: point.mark)
    }
}
