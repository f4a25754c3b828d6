import TollgateTesting

/// Spoils bytes in ways that parsers disagree about.
struct Mutation {
    private static let pieces = [
        "\r\n", "\r", "\n", "\r\n\r\n", "\n\n", ":", " ", "\t", "0", "9", "f", ",", ";", "\u{0}", "chunked",
        "0\r\n\r\n",
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: x\r\n",
        "Connection: close\r\n", "Host: b\r\n", " HTTP/1.1", " HTTP/1.0",
        "GET /payment-api/evil HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { Array($0.utf8) }

    var generator: SeededGenerator

    /// Bytes with one to four things changed.
    mutating func spoil(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 20))
            case 3: bytes.append(contentsOf: bytes[place...].prefix(200))
            default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
            }
        }
        return bytes
    }

    /// Bytes in parts of any lengths.
    mutating func parts(of bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Bool.random(using: &generator) ? rest.count : Int.random(in: 1...rest.count, using: &generator)
            parts.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return parts
    }
}
