/// The reasons for which certificates cannot be used on a listener.
public enum ServerTLSError: Error, Hashable, Sendable {
    /// There is no certificate at all.
    case noIdentity
    /// The chain at a place has no certificate in it, or one that cannot be read.
    case chain(place: Int)
    /// The key at a place cannot be read without a passphrase, or is not that of its certificate.
    case key(place: Int)
    /// The certificate at a place names no host, and none is configured for it.
    case noHosts(place: Int)
    /// There is no certificate among the authorities of clients, or one that cannot be read.
    case authorities
    /// The TLS library refuses them.
    case refused(place: Int)
}

extension ServerTLSError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .noIdentity: "there is no certificate"
        case .chain(let place): "certificate \(place): expected certificates in PEM, nothing broken among them"
        case .key(let place): "certificate \(place): expected its private key in PEM, without a passphrase"
        case .noHosts(let place): "certificate \(place) names no host; say for which `hosts` it is"
        case .authorities: "expected one or more certificates of authorities in PEM, nothing broken among them"
        case .refused(let place): "certificate \(place) and its key cannot be used for TLS"
        }
    }
}
