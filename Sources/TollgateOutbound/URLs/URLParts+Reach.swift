#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension URLParts {
    /// Whether the host can only be this machine or one of a network of its own, by its name or its address (RFC 6761
    /// §6.3, RFC 6890).
    ///
    /// `localhost` and names under it, and addresses that are loopback, private, link-local, multicast, unspecified or
    /// reserved, also inside an IPv6 address. A number that is no address as RFC 3986 §3.2.2 writes it, such as `127.1`
    /// or `0x7f000001`, is one too: some programs read such a number as an address. Names are not resolved.
    package var isInternal: Bool {
        if host.contains(":") { return Self.isInternal(address: host) }
        let labels = host.split(separator: ".")
        guard let last = labels.last else { return true }
        if last == "localhost" { return true }
        guard last.first?.isNumber == true, last.allSatisfy({ $0.isHexDigit || $0 == "x" }) else { return false }
        // A top-level domain never begins with a digit: this is an address, or is taken for one.
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { label in
            UInt8(label).flatMap { String($0) == label ? $0 : nil }
        }
        guard octets.count == 4 else { return true }
        let known = octets.compactMap(\.self)
        return known.count != 4 || Self.isInternal(octets: known[...])
    }

    private static func isInternal(octets: ArraySlice<UInt8>) -> Bool {
        let octets = Array(octets)
        guard octets.count == 4 else { return true }
        return switch (octets[0], octets[1], octets[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _): true
        case (100, 64...127, _), (192, 0, 0), (198, 18...19, _), (224...255, _, _): true
        default: false
        }
    }

    private static func isInternal(address: String) -> Bool {
        var parsed = in6_addr()
        guard unsafe inet_pton(AF_INET6, address, &parsed) == 1 else { return true }
        let bytes = unsafe withUnsafeBytes(of: parsed) { unsafe Array($0) }
        guard bytes.count == 16 else { return true }
        switch (bytes[0], bytes[1]) {
        case (0xFC...0xFD, _), (0xFE, 0x80...0xFF), (0xFF, _): return true
        // 6to4 and Teredo lead to an IPv4 address that stands inside.
        case (0x20, 0x02): return isInternal(octets: bytes[2..<6])
        case (0x20, 0x01) where bytes[2] == 0 && bytes[3] == 0: return true
        // Unspecified, loopback, IPv4-compatible and IPv4-mapped.
        case (0, 0) where bytes[2..<10].allSatisfy { $0 == 0 }: return isInternal(octets: bytes[12..<16])
        // NAT64 (RFC 6052 §2.1).
        case (0, 0x64) where bytes[2] == 0xFF && bytes[3] == 0x9B: return isInternal(octets: bytes[12..<16])
        default: return false
        }
    }
}
