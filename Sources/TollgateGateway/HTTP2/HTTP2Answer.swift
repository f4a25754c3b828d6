internal import NIOHPACK

/// Makes a header of HTTP/2 of an answer (RFC 9113 §8.3.2).
enum HTTP2Answer {
    /// The header of an answer, or of an interim one.
    ///
    /// - Parameters:
    ///   - head: The head; fields of a connection are left out.
    ///   - added: Fields in addition.
    ///   - hasContent: Whether content may follow.
    ///   - tellsLength: Whether its length is told, where it is known. Default: yes.
    /// - Returns: The header.
    static func header(
        _ head: ResponseHead, adding added: FieldBlock, hasContent: Bool, tellsLength: Bool = true
    ) -> HPACKHeaders {
        var header = HPACKHeaders()
        header.reserveCapacity(head.fields.lines.count + added.lines.count + 2)
        header.add(name: ":status", value: "\(head.status)")
        add(head.fields, to: &header, where: isPassedOn)
        add(added, to: &header) { _ in true }
        let length: Int64? =
            if hasContent {
                switch head.content {
                case .fixed(let length): length
                case .none, .chunked, .untilEnd: nil
                }
            } else {
                head.status >= 200 && head.status != 204 ? head.announcedLength : nil
            }
        if let length, tellsLength { header.add(name: "content-length", value: "\(length)") }
        return header
    }

    /// The header behind the content; `nil` where there is nothing in it.
    static func trailers(_ trailers: FieldBlock) -> HPACKHeaders? {
        guard trailers.lines.contains(where: { $0.kind == .other }) else { return nil }
        var header = HPACKHeaders()
        add(trailers, to: &header) { $0 == .other }
        return header
    }

    private static func add(_ fields: FieldBlock, to header: inout HPACKHeaders, where isKept: (FieldKind) -> Bool) {
        for line in fields.lines where isKept(line.kind) {
            header.add(name: lowered(fields.bytes[line.name]), value: fields.text(line.value))
        }
    }

    /// A name in lower case, as HTTP/2 has them.
    static func lowered(_ name: ArraySlice<UInt8>) -> String {
        unsafe String(unsafeUninitializedCapacity: name.count) { buffer in
            var count = 0
            for byte in name {
                unsafe buffer[count] = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }

    private static func isPassedOn(_ kind: FieldKind) -> Bool {
        switch kind {
        case .connection, .hopByHop, .contentLength, .transferEncoding, .te: false
        case .other, .date, .host, .authorization, .expect, .reserved, .forwarded, .forwardedFor, .forwardedProto,
            .forwardedHost, .clientCertificate:
            true
        }
    }
}
