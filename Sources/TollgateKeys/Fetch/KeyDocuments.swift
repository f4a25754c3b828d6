internal import TollgateCatalogue
internal import TollgateConcurrency

/// The key documents that each issuer's last good fetch brought.
final class KeyDocuments: Sendable {
    private struct Fetched {
        let connection: ConnectionSettings
        let documents: [String: KeyDocument]
    }

    /// By the issuer's name: one issuer's server never vouches for what another one's served.
    private let fetched = Lock<[String: Fetched]>([:])

    /// The last document of a URL, if it came over a connection with the same trust as now.
    func document(at url: String, of issuer: Issuer) -> KeyDocument? {
        fetched.withLock { fetched in
            guard let known = fetched[issuer.name], known.connection == issuer.connection else { return nil }
            return known.documents[url]
        }
    }

    /// Remembers what a fetch brought, in the place of what the one before did.
    func remember(_ documents: [String: KeyDocument], of issuer: Issuer) {
        fetched.withLock { $0[issuer.name] = Fetched(connection: issuer.connection, documents: documents) }
    }
}
