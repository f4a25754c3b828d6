internal import TollgateCatalogue

/// The place where a connection comes from, as far as the connection itself tells.
struct ConnectionOrigin {
    /// The address of its far end; `nil` over a unix socket.
    let address: IPAddress?
    /// The address as text; empty where there is none.
    let text: String
    /// Whether it is a proxy that is believed about where its requests come from.
    let isTrusted: Bool
    /// The things that TLS has brought to light; `nil` without TLS.
    var security: ConnectionSecurity?

    /// Nowhere, without trust.
    static let nowhere = ConnectionOrigin(address: nil, isTrusted: false)

    init(address: IPAddress?, isTrusted: Bool) {
        self.address = address
        self.isTrusted = isTrusted
        text = address?.description ?? ""
    }
}
