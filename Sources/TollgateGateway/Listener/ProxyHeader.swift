internal import TollgateCatalogue

/// A header of PROXY protocol (haproxy's specification, version 1 of 2010 and version 2 of 2014).
struct ProxyHeader: Equatable {
    /// The place where a connection comes from.
    enum Origin: Equatable {
        /// The proxy itself, which looks whether all is well (`LOCAL`).
        case proxy
        /// Somewhere that the proxy cannot tell: an unknown protocol, or a unix socket of its own.
        case unknown
        /// An address.
        case address(IPAddress)
    }

    let origin: Origin
    /// The bytes that it takes.
    let count: Int

    /// The most bytes of a header that is read: the longest of version 1 has 107.
    static let mostBytes = 4_096

    /// Reads a header from the beginning of what has come.
    ///
    /// - Parameter bytes: What has come, or the first ``mostBytes`` of it.
    /// - Returns: The header; `nil` where it has not come to its end.
    /// - Throws: ``ProxyProtocolFault`` as soon as it cannot become one.
    static func read(_ bytes: Span<UInt8>) throws(ProxyProtocolFault) -> ProxyHeader? {
        guard bytes.count > 0 else { return nil }
        return bytes[0] == ProxyHeaderV2.signature[0] ? try ProxyHeaderV2.read(bytes) : try ProxyHeaderV1.read(bytes)
    }

    /// Whether bytes begin like a text, as far as they have come.
    static func begin(_ bytes: Span<UInt8>, like expected: [UInt8]) -> Bool {
        for index in 0..<min(bytes.count, expected.count) where bytes[index] != expected[index] { return false }
        return true
    }
}
