internal import TollgateCatalogue
internal import TollgateCrypto

/// The hosts that a certificate is shown for, and that may be asked on a connection on which it was.
struct CertifiedHosts: Sendable {
    /// The names, in lower case.
    let names: [String]
    /// The parts behind the asterisks of names such as `*.example.com`, with their dots.
    let suffixes: [String]
    private let addresses: [IPAddress]
    /// Whether it may be any host.
    private let includesAll: Bool

    /// The hosts that are configured.
    ///
    /// - Parameter hosts: Names, names such as `*.example.com` for all names with one label more, addresses, and `*`
    ///   for everything.
    init(_ hosts: [String]) {
        let hosts = hosts.map(Self.folded)
        includesAll = hosts.contains("*")
        suffixes = hosts.filter { $0.hasPrefix("*.") }.map { String($0.dropFirst()) }
        addresses = hosts.compactMap { IPAddress($0) }
        names = hosts.filter { !$0.hasPrefix("*") }
    }

    /// The hosts that a certificate names.
    init(_ certificate: Certificate) {
        self.init(certificate.names + certificate.addresses.compactMap { Self.address($0)?.description })
    }

    private static func address(_ bytes: [UInt8]) -> IPAddress? {
        func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4: return IPAddress(v4: UInt32(truncatingIfNeeded: number(bytes[...])))
        case 16: return IPAddress(high: number(bytes[..<8]), low: number(bytes[8...]))
        default: return nil
        }
    }

    /// Whether there are none.
    var isEmpty: Bool { names.isEmpty && suffixes.isEmpty && !includesAll }

    /// Tells whether a host may be asked.
    ///
    /// - Parameters:
    ///   - bytes: A header.
    ///   - authority: The place of the host in it, with or without a port (RFC 3986 §3.2.2).
    /// - Returns: Whether it may.
    func includes(_ bytes: Span<UInt8>, _ authority: Range<Int>) -> Bool {
        if includesAll { return true }
        var host = Self.host(bytes, authority)
        if host.count > 1, bytes[host.upperBound - 1] == UInt8(ascii: ".") { host = host.dropLast() }
        for name in names where FieldValue.equals(bytes, host, name) { return true }
        if !suffixes.isEmpty, let dot = FieldValue.place(of: UInt8(ascii: "."), in: bytes, host), dot > host.lowerBound
        {
            for suffix in suffixes where FieldValue.equals(bytes, dot..<host.upperBound, suffix) { return true }
        }
        guard !addresses.isEmpty else { return false }
        var text: [UInt8] = []
        for index in host { text.append(bytes[index]) }
        guard let address = IPAddress(String(decoding: text, as: UTF8.self)) else { return false }
        return addresses.contains(address)
    }

    /// The place of a host without its port and brackets.
    private static func host(_ bytes: Span<UInt8>, _ authority: Range<Int>) -> Range<Int> {
        guard let first = authority.first else { return authority }
        if bytes[first] == UInt8(ascii: "[") {
            let end = FieldValue.place(of: UInt8(ascii: "]"), in: bytes, authority) ?? authority.upperBound
            return first + 1..<end
        }
        let end = FieldValue.place(of: UInt8(ascii: ":"), in: bytes, authority) ?? authority.upperBound
        return first..<end
    }

    private static func folded(_ name: String) -> String {
        String(
            decoding: name.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
