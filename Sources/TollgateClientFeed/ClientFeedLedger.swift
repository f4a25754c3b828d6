/// The registrar's books, as far as the feed is told from them.
package protocol ClientFeedLedger: Sendable {
    /// The meaning of products and plans.
    associatedtype Terms: Hashable, Sendable
    /// The reason why the books could not be read.
    associatedtype Failure: Error

    /// The meaning of products and plans now.
    var terms: Terms { get }

    /// Makes a name of `terms` that is the same in every process, without `-`.
    func fingerprint(of terms: Terms) -> String

    /// Finds the last change; the start where there was none.
    ///
    /// - Returns: The change.
    /// - Throws: ``Failure`` if the books cannot be read.
    func lastChange() async throws(Failure) -> ClientFeedPosition.Point

    /// Says whether a point is of this history: books that were restored from a backup have another one from then on.
    ///
    /// - Parameter point: The point.
    /// - Returns: Whether it is.
    /// - Throws: ``Failure`` if the books cannot be read.
    func remembers(_ point: ClientFeedPosition.Point) async throws(Failure) -> Bool

    /// Lists the clients that have changed since a change, each once, as they are now, the oldest change first.
    ///
    /// - Parameters:
    ///   - sequence: The number of the last change that is known; 0 for all clients.
    ///   - limit: The most changes to return.
    /// - Returns: The changes.
    /// - Throws: ``Failure`` if the books cannot be read.
    func changes(after sequence: Int64, limit: Int) async throws(Failure) -> [ClientFeedChange<Terms>]
}
