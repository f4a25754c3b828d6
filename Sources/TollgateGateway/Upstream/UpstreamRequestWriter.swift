internal import Tollgate
internal import TollgateCatalogue

/// Writes the head of a request as an upstream is sent it.
///
/// Left out are the fields of the client's connection, the token unless `forward_token` says otherwise, and whatever
/// could pass for one of the gateway's own, however it is spelt (RFC 9700 §4.13). What the gateway knows of the caller
/// is added.
enum UpstreamRequestWriter {
    /// Writes a head.
    ///
    /// - Parameters:
    ///   - request: The client's request.
    ///   - admission: The gate's admission of it.
    ///   - gate: The gate.
    ///   - route: The route that it takes.
    ///   - upgrade: The protocol that it asks for, if the API allows it.
    ///   - trace: The fields that tell of its trace in the place of the client's. Default: none.
    ///   - out: The bytes that it is written behind.
    static func write(
        _ request: RequestHead, _ admission: Admission, of gate: Gate, _ route: UpstreamRoute, upgrade: String?,
        _ trace: FieldBlock? = nil, to out: inout [UInt8]
    ) {
        out.write(request.method)
        out.append(0x20)
        out.write(route.basePath)
        UpstreamTarget.write(admission.api.upstreamPath(of: admission.path), query: request.target, to: &out)
        out.writeStatic(" HTTP/1.1\r\n")
        if admission.api.source.preservesHost, let host = request.host {
            out.writeStatic("Host: ")
            out.write(request.fields.bytes.span.extracting(host))
            out.writeLineEnd()
        } else {
            out.append(contentsOf: route.hostLine)
        }
        let forwardsToken = admission.api.source.forwardsToken
        request.fields.write(to: &out) {
            $0.kind == .other || $0.kind == .date || (forwardsToken && $0.kind == .authorization)
        }
        trace?.write(to: &out)
        switch request.content {
        case .none: break
        case .fixed(let length):
            out.writeStatic("Content-Length: ")
            out.writeDecimal(length)
            out.writeLineEnd()
        case .streamed: out.writeStatic("Transfer-Encoding: chunked\r\n")
        }
        // They concern this connection alone (RFC 9110 §7.8, §10.1.4).
        if let upgrade {
            out.writeStatic("Connection: Upgrade\r\nUpgrade: ")
            out.write(upgrade)
            out.writeLineEnd()
        } else if request.acceptsTrailers {
            out.writeStatic("Connection: TE\r\nTE: trailers\r\n")
        }
        writeOrigin(of: request, to: &out)
        if let certificate = request.certificate { out.append(contentsOf: certificate.lines) }
        IdentityFields.write(admission, of: gate, to: &out)
        out.writeLineEnd()
    }

    /// Writes where a request comes from.
    private static func writeOrigin(of request: RequestHead, to out: inout [UInt8]) {
        let origin = request.origin
        if !origin.chain.isEmpty {
            out.writeStatic("X-Forwarded-For: ")
            out.write(origin.chain)
            out.writeLineEnd()
        }
        out.writeStatic(origin.isSecure ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n")
        if let host = origin.host {
            out.writeStatic("X-Forwarded-Host: ")
            out.write(request.fields.bytes.span.extracting(host))
            out.writeLineEnd()
        }
    }
}
