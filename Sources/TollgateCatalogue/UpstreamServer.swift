/// One of the servers behind an API.
public struct UpstreamServer: Hashable, Sendable {
    /// The most servers of one API.
    package static let mostServers = 64
    /// The values that a weight may have.
    package static let weightRange = 1...1_000

    /// Its address, in the form of ``API/upstream``.
    public var url: String
    /// Its part of the requests, from 1 to 1 000, beside the weights of the others.
    ///
    /// Default: 1.
    public var weight: Int

    /// A server with these values.
    public init(url: String, weight: Int = 1) {
        self.url = url
        self.weight = weight
    }
}
