/// The names and addresses of this machine as URLs have them: `localhost`, 127.0.0.0/8 and `::1`.
package enum LoopbackHost {
    /// Tells whether a host is one of them.
    ///
    /// - Parameter host: In small letters; an IPv6 address may stand in brackets.
    /// - Returns: `false` for a name such as `127.0.0.example`, which may lead to any machine.
    package static func matches(_ host: some StringProtocol) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127"
            && octets.allSatisfy { octet in
                // `UInt8` would take a sign as well.
                octet.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(octet) != nil
            }
    }
}
