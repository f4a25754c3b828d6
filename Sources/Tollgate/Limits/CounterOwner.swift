internal import TollgateCatalogue
internal import TollgateEncoding

/// The owner of counters: a client of an issuer, or one subject of it.
struct CounterOwner: Hashable, Sendable {
    /// A client's identifier up to this length stands in the key itself: UUIDs do.
    private static let inlineByteCount = 40

    let issuer: InternedIssuer
    private let clientCount: UInt16
    private let hasSubject: Bool
    /// The client where it is short and there is no subject; else all zero.
    private let words: InlineArray<5, UInt64>
    /// The client and the subject where they do not fit.
    private let bytes: [UInt8]

    /// The client of a token, and its subject where limits are the subject's.
    init?(_ claims: Claims, issuer: InternedIssuer, limitedBy: API.LimitSubject) {
        guard let client = claims.clientPart else { return nil }
        let subject = limitedBy == .subject ? claims.subjectPart ?? 0..<0 : nil
        self.init(
            issuer: issuer, texts: claims.texts, client: Int(client.lowerBound)..<Int(client.upperBound),
            subject: subject.map { Int($0.lowerBound)..<Int($0.upperBound) })
    }

    /// A client that is known by name.
    ///
    /// - Parameters:
    ///   - issuer: Its issuer.
    ///   - client: Its identifier; `nil` is returned where it is longer than a token can be.
    ///   - subject: The subject, where limits are the subject's.
    init?(issuer: InternedIssuer, client: String, subject: String?) {
        let texts = Array(client.utf8) + Array((subject ?? "").utf8)
        let end = client.utf8.count
        guard texts.count <= Claims.maximumBytes else { return nil }
        self.init(issuer: issuer, texts: texts, client: 0..<end, subject: subject.map { _ in end..<texts.count })
    }

    private init(issuer: InternedIssuer, texts: [UInt8], client: Range<Int>, subject: Range<Int>?) {
        self.issuer = issuer
        clientCount = UInt16(truncatingIfNeeded: client.count)
        hasSubject = subject != nil
        var words = InlineArray<5, UInt64>(repeating: 0)
        if subject == nil, client.count <= Self.inlineByteCount {
            var start = client.lowerBound
            for index in 0..<5 where start < client.upperBound {
                words[index] = texts.span.shortWord(start..<min(start + 8, client.upperBound))
                start += 8
            }
            bytes = []
        } else {
            bytes = Array(texts[client]) + Array(texts[subject ?? 0..<0])
        }
        self.words = words
    }

    /// The client's identifier, and the subject if there is one.
    var names: (client: String, subject: String?) {
        guard bytes.isEmpty else {
            let client = String(decoding: bytes.prefix(Int(clientCount)), as: UTF8.self)
            return (client, hasSubject ? String(decoding: bytes.dropFirst(Int(clientCount)), as: UTF8.self) : nil)
        }
        let client = (0..<Int(clientCount)).map { UInt8(truncatingIfNeeded: words[$0 >> 3] >> UInt64(8 * ($0 & 7))) }
        return (String(decoding: client, as: UTF8.self), hasSubject ? "" : nil)
    }

    /// A hash for tables of the process.
    var tableHash: UInt64 {
        var hash = ByteHash.hash(UInt64(issuer.rawValue) << 17 | UInt64(clientCount) << 1 | (hasSubject ? 1 : 0))
        for index in 0..<5 { hash = ByteHash.hash(hash, and: words[index]) }
        return bytes.isEmpty ? hash : ByteHash.hash(hash, and: ByteHash.hash(bytes.span))
    }

    static func == (lhs: CounterOwner, rhs: CounterOwner) -> Bool {
        guard lhs.issuer == rhs.issuer, lhs.clientCount == rhs.clientCount, lhs.hasSubject == rhs.hasSubject else {
            return false
        }
        for index in 0..<5 where lhs.words[index] != rhs.words[index] { return false }
        return lhs.bytes == rhs.bytes
    }

    func hash(into hasher: inout Hasher) { hasher.combine(tableHash) }
}
