extension ConnectionOrigin {
    /// The certificate that a request comes with, after a look whether its connection may be used for it.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - listener: Says whether trusted proxies tell certificates.
    ///   - forwarded: The certificate that a proxy has told last.
    /// - Returns: The certificate that the client has shown here or, where a trusted proxy tells it, to that; `nil`
    ///   where there is none.
    /// - Throws: `misdirected` where the host is none of the certificate that this connection was begun with (RFC 9110
    ///   §7.4); `malformed` where what a proxy tells is no certificate.
    func certificate(
        of request: RequestHead, _ listener: Listener, _ forwarded: inout ForwardedCertificate
    ) throws(RequestFault) -> PeerCertificate? {
        if let security, let host = request.host, !security.hosts.includes(request.fields.bytes.span, host) {
            throw .misdirected
        }
        // A proxy speaks for its clients, and its own certificate is none of theirs.
        if listener.readsClientCertificate, isTrusted { return try forwarded.read(request) }
        return security?.certificate
    }
}
