internal import TollgateTesting

/// Spoils good answers: bits are flipped, bytes go and come, heads swell, framing lies.
package struct AnswerMutator {
    private var random: SeededGenerator
    private var before = ""
    private var statusLine = "HTTP/1.1 200 OK"
    private var fields: [String] = []
    private var body: [UInt8] = []
    private var behind: [UInt8] = []

    /// A mutator that spoils in the same way for the same seed.
    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// A spoilt answer.
    ///
    /// - Parameters:
    ///   - contentType: What a good one says of its content.
    ///   - content: What it has.
    /// - Returns: The answer.
    package mutating func answer(contentType: String, _ content: String) -> RawAnswer {
        before = ""
        statusLine = "HTTP/1.1 200 OK"
        fields = ["Content-Type: \(contentType)"]
        body = Array(content.utf8)
        behind = []
        if chance(2) { frameAsChunks() } else { fields.append("Content-Length: \(body.count)") }
        for _ in 0..<pick(0...2) { spoilStructure() }
        var bytes =
            Array((before + ([statusLine] + fields).joined(separator: "\r\n") + "\r\n\r\n").utf8) + body + behind
        for _ in 0..<pick(0...2) { spoil(&bytes) }
        return RawAnswer(bytes)
    }

    // MARK: - Structure

    private mutating func spoilStructure() {
        switch pick(0...9) {
        case 0:
            statusLine =
                [
                    "HTTP/1.1 \(pick(0...9))\(pick(0...9))\(pick(0...9)) X", "HTTP/1.1 \(pick(0...9_999))", "HTTP/1.1 ",
                    "HTTP/1.1 200", "HTTP/1.0 200 OK", "HTTP/2.0 200 OK", "HTTP/0.9 200 OK", "ICY 200 OK", "",
                    "HTTP/1.1 20x OK", "HTTP/1.1 -20 OK",
                    "HTTP/1.1 200 " + String(repeating: "r", count: pick(0...90_000)),
                    "GET / HTTP/1.1",
                ].randomElement(using: &random) ?? ""
        case 1:
            let name =
                ["X-A", "Set-Cookie", "Content-Length", "Connection", "Transfer-Encoding", ""]
                .randomElement(using: &random) ?? ""
            fields += (0..<pick(0...400)).map { "\(name): \($0)" }
        case 2: fields.append("X-Long: " + String(repeating: "v", count: pick(0...120_000)))
        case 3:
            let length =
                [
                    "-1", "+5", "0", "5, 5", "5, 6", "0x5", "9223372036854775807", "9223372036854775808",
                    "18446744073709551616", "", " ", "1e3", "\(body.count + 1)", "\(max(0, body.count - 1))",
                ].randomElement(using: &random) ?? ""
            fields.append("Content-Length: \(length)")
        case 4:
            let coding =
                ["chunked", "gzip, chunked", "chunked, chunked", "identity", "chunked;q=1", "xchunked", ""]
                .randomElement(using: &random) ?? ""
            fields.append("Transfer-Encoding: \(coding)")
        case 5:
            let informational =
                ["100 Continue", "102 Processing", "103 Early Hints", "199 X", "101 Switching Protocols"]
                .randomElement(using: &random) ?? ""
            let field =
                ["", "Link: </a>\r\n", "Content-Length: 5\r\n", "Connection: close\r\n", "Upgrade: x\r\n"]
                .randomElement(using: &random) ?? ""
            before += String(repeating: "HTTP/1.1 \(informational)\r\n\(field)\r\n", count: pick(1...100))
        case 6:
            let coding =
                ["gzip", "deflate", "x-gzip", "br", "zstd", "gzip, gzip", "identity", "GZIP", "\u{e9}", ""]
                .randomElement(using: &random) ?? ""
            fields.append("Content-Encoding: \(coding)")
        case 7: behind += Array("HTTP/1.1 \(pick(100...999)) Another\r\nContent-Length: 2\r\n\r\n{}".utf8)
        case 8:
            fields.append(
                [
                    "Connection: close", "Connection: upgrade\r\nUpgrade: h2c", "Trailer: X", "no colon", " folded",
                    ": none",
                ]
                .randomElement(using: &random) ?? "")
        default: frameAsChunks()
        }
    }

    /// Sends the body in chunks, whose sizes need not be true.
    private mutating func frameAsChunks() {
        fields.removeAll { $0.hasPrefix("Content-Length") }
        fields.append("Transfer-Encoding: chunked")
        var chunked: [UInt8] = []
        var rest = body[...]
        while !rest.isEmpty {
            let piece = rest.prefix(pick(1...64))
            rest = rest.dropFirst(piece.count)
            let trueSize = String(piece.count, radix: 16)
            let lies = [
                "0", "-1", "FFFFFFFFFFFFFFFF", "10000000000000000", "0x5", "", " 5", "5;a=\"", "\(piece.count + 1)",
            ]
            let size = chance(12) ? lies.randomElement(using: &random) ?? "" : trueSize
            let long = chance(40) ? ";" + String(repeating: "e", count: pick(0...90_000)) : ""
            chunked += Array((size + long + (chance(40) ? "\n" : "\r\n")).utf8) + piece + Array("\r\n".utf8)
        }
        let trailers = chance(6) ? (0..<pick(1...300)).map { "X-T\($0): v\r\n" }.joined() : ""
        body = chunked + Array("0\r\n\(trailers)\r\n".utf8)
    }

    // MARK: - Bytes

    private mutating func spoil(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        // Most of the trouble is in the head, so half of it goes there.
        let end = chance(2) ? min(bytes.count, 64) : bytes.count
        let place = pick(0...end - 1)
        switch pick(0...5) {
        case 0: for _ in 0..<pick(1...8) { bytes[pick(0...end - 1)] ^= 1 << UInt8(pick(0...7)) }
        case 1: bytes.removeLast(bytes.count - place)
        case 2: bytes.insert(contentsOf: (0..<pick(1...32)).map { _ in UInt8(pick(0...255)) }, at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + pick(1...32)))
        case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + pick(1...64))], at: place)
        default: bytes = (0..<pick(0...200)).map { _ in UInt8(pick(0...255)) }
        }
    }

    // MARK: - Chance

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    /// Whether one of so many cases has come about.
    private mutating func chance(_ count: Int) -> Bool {
        pick(1...count) == 1
    }
}
