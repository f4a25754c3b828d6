public import Tollgate
package import TollgateCatalogue
internal import TollgateConcurrency
public import TollgateOutbound

/// Fetches one issuer's key set from the place that the catalogue names.
///
/// ```swift
/// let clients = OutboundClients()
/// let fetcher = KeyFetcher(clients: clients)
/// let service = KeyRefreshService(gate: gate, fetcher: fetcher, logger: Logger(label: "keys"))
/// try await service.run()             // until the task is cancelled
/// try await clients.shutdown()
/// ```
///
/// It remembers issuers' metadata for a day, and the `ETag` of the key sets that it has fetched.
public struct KeyFetcher: Sendable {
    /// The result of a fetch.
    package struct Result: Sendable {
        /// The keys.
        package let keySet: KeySet
        /// The `max-age` of the answer in seconds, if it had one.
        package let maximumAgeSeconds: Int64?
        /// The URLs or the file that they came from.
        package let places: [String]
        /// The origin that they came from because the issuer's metadata says so, if the configuration does not name it.
        ///
        /// Some providers keep their keys elsewhere; the owner of that origin then decides who gets in.
        package fileprivate(set) var foreignOrigin: String?
    }

    /// The time between two attempts while there are no keys to use and the earlier attempts hang.
    private static let pauseBetweenFirstAttempts = Duration.seconds(1)

    private final class Metadata: Sendable {
        // A failure is not remembered: whoever asks for keys goes by a back-off already.
        let memory = Lock(MetadataMemory(failureLifetime: .zero))
    }

    private let clients: OutboundClients
    private let now: @Sendable () -> Instant
    private let metadata = Metadata()
    private let documents = KeyDocuments()

    /// A fetcher over these clients; the issuer's `timeout` takes the place of their deadline.
    ///
    /// - Parameters:
    ///   - clients: Make the connections.
    ///   - now: Reads the clocks.
    public init(clients: OutboundClients, now: @escaping @Sendable () -> Instant = Instant.now) {
        self.clients = clients
        self.now = now
    }

    /// Fetches the keys of an issuer.
    ///
    /// - Parameters:
    ///   - issuer: The issuer.
    ///   - purpose: The reason for the fetch. Default: it is time.
    /// - Returns: A set with at least one usable key.
    /// - Throws: ``KeyFetchError/timedOut(after:)`` after the issuer's `timeout` and where the task is cancelled. With
    ///   discovery ``KeyFetchError/discovery(_:)``, ``KeyFetchError/noKeysURI(issuer:)`` or
    ///   ``KeyFetchError/insecureKeysURI(issuer:url:)``; from a URL ``KeyFetchError/unavailable(_:)`` or
    ///   ``KeyFetchError/status(url:status:)``; from a file ``KeyFetchError/unreadable(path:)``; from everywhere
    ///   ``KeyFetchError/unusable(place:_:)``.
    package func keys(
        of issuer: Issuer, for purpose: KeyFetchPurpose = .scheduled
    ) async throws(KeyFetchError) -> Result {
        let limit = Duration.seconds(issuer.refresh.timeoutSeconds)
        var client = clients.client(for: issuer.connection)
        // One deadline for everything: discovery and keys together. Each request's own one lies behind it.
        client.deadline = limit + .seconds(1)
        let bounded = client
        do {
            let result = try await Deadline.run(limit, client.clock) {
                guard purpose == .first else { return try await fetch(issuer, for: purpose, bounded) }
                return try await Attempts.run(every: Self.pauseBetweenFirstAttempts, bounded.clock) {
                    try await fetch(issuer, for: purpose, bounded)
                }
            }
            guard let result else { throw KeyFetchError.timedOut(after: limit) }
            return result
        } catch let error as KeyFetchError {
            throw error
        } catch {
            throw .timedOut(after: limit)
        }
    }

    private func fetch(
        _ issuer: Issuer, for purpose: KeyFetchPurpose, _ client: OutboundClient
    ) async throws(KeyFetchError) -> Result {
        switch issuer.keys {
        case .inline(let json):
            do {
                return Result(keySet: try KeySet(json: Array(json.utf8)), maximumAgeSeconds: nil, places: [])
            } catch {
                throw .unusable(place: "the keys of \(issuer.name) in the configuration", error)
            }
        case .file(let path):
            return Result(keySet: try KeyFile.keySet(at: path), maximumAgeSeconds: nil, places: [path])
        case .urls(let urls): return try await fetch(urls, of: issuer, client).result
        case .discovery: return try await discover(issuer, for: purpose, client)
        }
    }

    // MARK: - Discovery

    private func discover(
        _ issuer: Issuer, for purpose: KeyFetchPurpose, _ client: OutboundClient
    ) async throws(KeyFetchError) -> Result {
        let key = MetadataMemory.Key(
            issuer: issuer.issuer, url: issuer.discoveryURL, connection: issuer.connection)
        do throws(KeyFetchError) {
            let url = try keysURL(of: issuer, by: try await metadata(key, issuer, client))
            var (result, isUnchanged) = try await fetch([url], of: issuer, client)
            // The keys may have moved, and the old place may go on serving the old ones.
            if purpose == .unknownKey, isUnchanged {
                distrust(key, ifOlderThan: .seconds(issuer.refresh.intervalSeconds))
            }
            if case .foreign(let origin) = NamedOrigins(issuer).standing(of: url) { result.foreignOrigin = origin }
            return result
        } catch {
            distrust(key)
            throw error
        }
    }

    private func keysURL(of issuer: Issuer, by metadata: ProviderMetadata) throws(KeyFetchError) -> String {
        let url: String?
        do throws(DiscoveryError) {
            url = try metadata.needed(\.jwksURI, "jwks_uri")
        } catch {
            throw .discovery(error)
        }
        guard let url else { throw .noKeysURI(issuer: issuer.issuer) }
        if NamedOrigins(issuer).standing(of: url) == .insecure {
            throw .insecureKeysURI(issuer: issuer.issuer, url: url)
        }
        return url
    }

    private func metadata(
        _ key: MetadataMemory.Key, _ issuer: Issuer, _ client: OutboundClient
    ) async throws(KeyFetchError) -> ProviderMetadata {
        let asked = now().monotonicNanoseconds
        if case .found(let known) = metadata.memory.withLock({ $0.recall(key, at: asked) }) { return known }
        do throws(DiscoveryError) {
            let found = try await Discovery(client: client).metadata(
                issuer: issuer.issuer, discoveryURL: issuer.discoveryURL)
            let now = now().monotonicNanoseconds
            metadata.memory.withLock { $0.found(found, key, at: now) }
            return found
        } catch {
            let now = now().monotonicNanoseconds
            if let older = metadata.memory.withLock({ $0.failed(error, key, at: now) }) { return older }
            throw .discovery(error)
        }
    }

    private func distrust(_ key: MetadataMemory.Key, ifOlderThan age: Duration = .zero) {
        let now = now().monotonicNanoseconds
        metadata.memory.withLock { $0.distrust(key, at: now, ifOlderThan: age) }
    }

    // MARK: - Key sets

    private func fetch(
        _ urls: [String], of issuer: Issuer, _ client: OutboundClient
    ) async throws(KeyFetchError) -> (result: Result, isUnchanged: Bool) {
        var fetched: [String: KeyDocument] = [:]
        var isUnchanged = true
        for url in urls {
            let known = documents.document(at: url, of: issuer)
            let document = try await fetch(url, known, client)
            isUnchanged = isUnchanged && known?.keySet.hasSameKeys(as: document.keySet) == true
            fetched[url] = document
        }
        let keySet: KeySet
        do {
            keySet = try KeySet(merging: urls.compactMap { fetched[$0]?.keySet })
        } catch {
            throw .unusable(place: urls.joined(separator: " and "), error)
        }
        documents.remember(fetched, of: issuer)
        let maximumAge = fetched.values.compactMap(\.maximumAgeSeconds).min()
        return (Result(keySet: keySet, maximumAgeSeconds: maximumAge, places: urls), isUnchanged)
    }

    /// Fetches one document, or learns that it is still the known one (RFC 9110 §15.4.5).
    private func fetch(
        _ url: String, _ known: KeyDocument?, _ client: OutboundClient
    ) async throws(KeyFetchError) -> KeyDocument {
        var request = OutboundRequest(
            url: url, headers: [(name: "Accept", value: "application/jwk-set+json, application/json")])
        if let tag = known?.entityTag { request.headers.append((name: "If-None-Match", value: tag)) }
        let response: OutboundResponse
        do {
            response = try await client.send(request)
        } catch {
            throw .unavailable(error)
        }
        let age = CacheControl.maximumAgeSeconds(response.header("Cache-Control"))
        if response.status == 304, let known, let tag = known.entityTag {
            return KeyDocument(
                keySet: known.keySet, entityTag: tag, maximumAgeSeconds: age ?? known.maximumAgeSeconds)
        }
        guard response.status == 200 else { throw .status(url: url, status: response.status) }
        do {
            return KeyDocument(
                keySet: try KeySet(json: response.body), entityTag: response.header("ETag"), maximumAgeSeconds: age)
        } catch {
            throw .unusable(place: url, error)
        }
    }

    // MARK: - Files

    /// Reads the key set in a file.
    ///
    /// - Parameter path: The file's path.
    /// - Returns: A set with at least one usable key.
    /// - Throws: ``KeyFetchError/unreadable(path:)`` where it is no ordinary file of at most 256 KiB that can be read,
    ///   ``KeyFetchError/unusable(place:_:)`` where it holds no usable set.
    package static func keySet(inFile path: String) throws(KeyFetchError) -> KeySet {
        try KeyFile.keySet(at: path)
    }
}

extension NamedOrigins {
    /// The origins that the configuration of an issuer names.
    fileprivate init(_ issuer: Issuer) {
        self.init(
            [issuer.issuer, issuer.discoveryURL].compactMap(\.self), allowsHTTP: issuer.connection.allowsHTTP)
    }
}
