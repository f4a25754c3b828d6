internal import NIOSSL
internal import TollgateConcurrency
internal import TollgateCrypto

/// TLS on one listener or several: certificates by the host that clients ask for, and the rule for theirs.
///
/// Certificates may be replaced at any time. Connections keep what they were begun with; new ones begin with the new.
///
/// ```swift
/// var listener = GatewayListener(.tcp(host: "::", port: 443))
/// listener.tls = try ServerTLS(ServerTLSSettings([.init(chain: chain, key: key)]))
/// ```
public final class ServerTLS: Sendable {
    /// The identities of one moment, by host.
    private final class Identities: Sendable {
        let all: [ServerIdentity]
        let byName: [String: Int]
        let bySuffix: [String: Int]

        init(_ all: [ServerIdentity]) {
            self.all = all
            var (byName, bySuffix): ([String: Int], [String: Int]) = ([:], [:])
            for (place, identity) in all.enumerated() {
                for name in identity.hosts.names where byName[name] == nil { byName[name] = place }
                for suffix in identity.hosts.suffixes where bySuffix[suffix] == nil { bySuffix[suffix] = place }
            }
            self.byName = byName
            self.bySuffix = bySuffix
        }
    }

    private let identities: Lock<Identities>

    /// TLS with certificates.
    ///
    /// Reading them takes a while: it is nothing for an event loop.
    ///
    /// - Parameter settings: The certificates and rules.
    /// - Throws: ``ServerTLSError`` with the first that cannot be used.
    public init(_ settings: ServerTLSSettings) throws(ServerTLSError) {
        identities = Lock(Identities(try Self.read(settings)))
    }

    /// Uses other certificates and rules for connections that come from now on.
    ///
    /// - Parameter settings: The certificates and rules.
    /// - Throws: ``ServerTLSError`` with the first that cannot be used; everything stays as it was then.
    public func use(_ settings: ServerTLSSettings) throws(ServerTLSError) {
        let new = Identities(try Self.read(settings))
        identities.withLock { $0 = new }
    }

    /// The last seconds of the certificates, in seconds since 1970 and in the order of the settings.
    public var notAfter: [Int64] { identities.withLock { $0 }.all.map(\.notAfter) }

    /// The identity for a client.
    ///
    /// - Parameter serverName: The host that it asks for, in lower case.
    /// - Returns: The identity with exactly that name, else one with an asterisk for its first label, else the first.
    func identity(for serverName: String?) -> ServerIdentity {
        let identities = identities.withLock { $0 }
        guard let serverName else { return identities.all[0] }
        if let place = identities.byName[serverName] { return identities.all[place] }
        if let dot = serverName.utf8.firstIndex(of: UInt8(ascii: ".")), dot > serverName.startIndex,
            let place = identities.bySuffix[String(serverName[dot...])]
        {
            return identities.all[place]
        }
        return identities.all[0]
    }

    private static func read(_ settings: ServerTLSSettings) throws(ServerTLSError) -> [ServerIdentity] {
        guard !settings.identities.isEmpty else { throw .noIdentity }
        var read: [ServerIdentity] = []
        for (place, identity) in settings.identities.enumerated() {
            read.append(try ServerIdentity(identity, at: place, settings))
        }
        return read
    }
}

extension ServerTLS: Hashable {
    /// Whether both are the same object.
    public static func == (one: ServerTLS, other: ServerTLS) -> Bool { one === other }

    /// Hashes which object it is.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
