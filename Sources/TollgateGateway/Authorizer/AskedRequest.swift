/// Makes the request that a proxy asks about of the one that it asks with.
///
/// Only the fields of the listener's kind of proxy are looked at. Each has to be there once, exactly as it is spelt: a
/// client may have sent another one beside.
enum AskedRequest {
    /// Puts the request that is asked about in the place of the proxy's; its content is none of it.
    ///
    /// - Parameters:
    ///   - request: The request of the proxy.
    ///   - proxy: The kind of the proxy.
    /// - Throws: `proxyFields` where method, host or URI are missing, repeated or malformed; `host` where an absolute
    ///   URI is for another host; `method` for `CONNECT`.
    static func read(_ request: inout RequestHead, from proxy: ProxyKind) throws(RequestFault) {
        request.content = .none
        // Nothing is sent before the answer: some proxies take it for that.
        request.expectsContinue = false
        guard let names = proxy.fields else { return }
        let (method, uri, host) = try places(of: names, in: request.fields)
        let bytes = request.fields.bytes
        try check(bytes.span, method: method, host: host)
        request.method = request.fields.text(method)
        guard request.method != "CONNECT" else { throw .method }
        request.host = host
        try RequestHeadReader.readTarget(uri, &request)
    }

    private static func places(
        of names: (method: String, uri: String, host: String), in fields: FieldBlock
    ) throws(RequestFault) -> (method: Range<Int>, uri: Range<Int>, host: Range<Int>) {
        var (method, uri, host): (Range<Int>?, Range<Int>?, Range<Int>?)
        let bytes = fields.bytes.span
        for line in fields.lines {
            if FieldValue.equals(bytes, line.name, names.method) {
                try take(line, &method)
            } else if FieldValue.equals(bytes, line.name, names.uri) {
                try take(line, &uri)
            } else if FieldValue.equals(bytes, line.name, names.host) {
                try take(line, &host)
            }
        }
        guard let method, let uri, let host else { throw .proxyFields }
        return (method, uri, host)
    }

    private static func take(_ line: FieldBlock.Line, _ place: inout Range<Int>?) throws(RequestFault) {
        guard place == nil, !line.value.isEmpty else { throw .proxyFields }
        place = line.value
    }

    private static func check(
        _ bytes: Span<UInt8>, method: Range<Int>, host: Range<Int>
    ) throws(RequestFault) {
        guard method.count <= RequestLine.longestMethod else { throw .proxyFields }
        for index in method where !RequestLine.isMethod(bytes[index]) { throw .proxyFields }
        guard RequestHeadReader.isHost(bytes, host) else { throw .proxyFields }
    }
}
