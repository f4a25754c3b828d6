internal import Foundation
public import Tollgate
public import TollgateCatalogue

/// Fetches one issuer's key set from wherever the catalogue says it is.
public struct KeyFetcher: Sendable {
    /// What a fetch brought.
    public struct Result: Sendable {
        /// The keys.
        public let keySet: KeySet
        /// The `max-age` of the answer in seconds, if it had one.
        public let maximumAgeSeconds: Int64?
        /// The URLs or the file that they came from.
        public let places: [String]
    }

    private let client: OutboundClient

    /// A fetcher over `client`; the issuer's `timeout` takes the place of its deadline.
    public init(client: OutboundClient) {
        self.client = client
    }

    /// Fetches the keys of an issuer.
    ///
    /// - Parameter issuer: The issuer.
    /// - Returns: A set with at least one usable key.
    /// - Throws: `KeyFetchError`, which says what was tried.
    public func keys(of issuer: Issuer) async throws(KeyFetchError) -> Result {
        let limit = Duration.seconds(issuer.refresh.timeoutSeconds)
        var client = client
        // One deadline for everything: discovery and keys together. Each request's own one lies behind it.
        client.deadline = limit + .seconds(1)
        let bounded = client
        do {
            let result = try await Deadline.run(limit, client.clock) { try await fetch(issuer, bounded) }
            guard let result else { throw KeyFetchError.timedOut(after: limit) }
            return result
        } catch let error as KeyFetchError {
            throw error
        } catch {
            throw .timedOut(after: limit)
        }
    }

    private func fetch(_ issuer: Issuer, _ client: OutboundClient) async throws(KeyFetchError) -> Result {
        switch issuer.keys {
        case .file(let path):
            return Result(keySet: try Self.keySet(inFile: path), maximumAgeSeconds: nil, places: [path])
        case .urls(let urls): return try await fetch(urls, client)
        case .discovery:
            let metadata: ProviderMetadata
            do {
                metadata = try await Discovery(client: client).metadata(
                    issuer: issuer.issuer, discoveryURL: issuer.discoveryURL)
            } catch {
                throw .discovery(error)
            }
            guard let url = metadata.jwksURI else { throw .noKeysURI(issuer: issuer.issuer) }
            return try await fetch([url], client)
        }
    }

    private func fetch(_ urls: [String], _ client: OutboundClient) async throws(KeyFetchError) -> Result {
        var sets: [KeySet] = []
        var maximumAge: Int64?
        for url in urls {
            let response: OutboundResponse
            do {
                response = try await client.send(
                    OutboundRequest(
                        url: url, headers: [(name: "Accept", value: "application/jwk-set+json, application/json")]))
            } catch {
                throw .unavailable(error)
            }
            guard response.status == 200 else { throw .status(url: url, status: response.status) }
            do {
                sets.append(try KeySet(json: response.body))
            } catch {
                throw .unusable(place: url, error)
            }
            if let age = CacheControl.maximumAgeSeconds(response.header("Cache-Control")) {
                maximumAge = min(maximumAge ?? age, age)
            }
        }
        do {
            return Result(keySet: try KeySet(merging: sets), maximumAgeSeconds: maximumAge, places: urls)
        } catch {
            throw .unusable(place: urls.joined(separator: " and "), error)
        }
    }

    /// The key set in a file.
    ///
    /// - Parameter path: The file's path.
    /// - Returns: A set with at least one usable key.
    /// - Throws: `KeyFetchError` where the file cannot be read or holds no usable set.
    public static func keySet(inFile path: String) throws(KeyFetchError) -> KeySet {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(path: path)
        }
        do {
            return try KeySet(json: [UInt8](data))
        } catch {
            throw .unusable(place: path, error)
        }
    }
}
