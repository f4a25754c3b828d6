internal import TollgateCatalogue

/// The proxies in front of a gateway that are believed about where a request comes from.
public struct TrustedProxies: Hashable, Sendable {
    /// The word for everything that connects over a unix socket.
    private static let unixWord = "unix"

    private let blocks: [AddressBlock]
    /// Whether everything that connects over a unix socket is trusted.
    let includesUnix: Bool

    /// Nothing.
    public static let none = TrustedProxies(blocks: [], includesUnix: false)

    private init(blocks: [AddressBlock], includesUnix: Bool) {
        self.blocks = blocks
        self.includesUnix = includesUnix
    }

    /// The proxies with these addresses.
    ///
    /// - Parameter entries: Addresses such as `192.0.2.1` and `2001:db8::1`, blocks such as `10.0.0.0/8` and
    ///   `2001:db8::/32`, and the word `unix`. An IPv4 address stands for `::ffff:192.0.2.1` as well.
    /// - Throws: ``ListenerError/malformedProxy(_:)`` with the first entry that is none of these.
    public init(_ entries: [String]) throws(ListenerError) {
        var blocks: [AddressBlock] = []
        for entry in entries where entry != Self.unixWord {
            guard let block = AddressBlock(entry) else { throw .malformedProxy(entry) }
            blocks.append(block)
        }
        self.init(blocks: blocks, includesUnix: entries.contains(Self.unixWord))
    }

    /// Whether no address is trusted.
    var hasNoAddress: Bool { blocks.isEmpty }

    /// Whether nothing is trusted.
    var isEmpty: Bool { blocks.isEmpty && !includesUnix }

    /// Tells whether an address is trusted.
    func contains(_ address: IPAddress) -> Bool { blocks.contains { $0.contains(address) } }
}
