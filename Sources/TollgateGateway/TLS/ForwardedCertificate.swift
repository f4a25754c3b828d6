internal import TollgateEncoding

/// The certificate of a client as a trusted proxy tells it, in `Client-Cert` (RFC 9440 §2.2).
///
/// The newest one is remembered: one that comes again is not read again.
struct ForwardedCertificate {
    private var bytes: [UInt8] = []
    private var certificate: PeerCertificate?

    /// No certificate.
    init() {}

    /// The certificate that a request comes with.
    ///
    /// - Parameter request: The request.
    /// - Returns: The certificate; `nil` where there is none.
    /// - Throws: `malformed` where there are several, or what is there is none.
    mutating func read(_ request: RequestHead) throws(RequestFault) -> PeerCertificate? {
        var value: Range<Int>?
        for line in request.fields.lines where line.kind == .clientCertificate {
            guard value == nil else { throw .malformed }
            value = line.value
        }
        guard let value else { return nil }
        let text = Array(request.fields.bytes[value])
        if text == bytes, let certificate { return certificate }
        // A byte sequence (RFC 8941 §3.3.5): base64 between colons.
        guard text.count > 2, text.first == UInt8(ascii: ":"), text.last == UInt8(ascii: ":"),
            let decoded = Base64URL.decode(Self.unpadded(text[1..<text.count - 1]).span),
            let new = PeerCertificate(decoded)
        else { throw .malformed }
        (bytes, certificate) = (text, new)
        return new
    }

    /// The same in the alphabet of URLs and without padding.
    private static func unpadded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = text
        for _ in 0..<2 where text.last == UInt8(ascii: "=") { text.removeLast() }
        return text.map { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            // Not those of the other alphabet.
            case UInt8(ascii: "-"), UInt8(ascii: "_"): 0
            default: byte
            }
        }
    }
}
