/// The fields in which the proxies in front of a gateway say where a request comes from.
///
/// Of the two families only one is read: a proxy that writes one passes on what a client has written into the other.
public enum ForwardedFamily: Hashable, Sendable {
    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
    case xForwarded
    /// `Forwarded` (RFC 7239).
    case forwarded
}
