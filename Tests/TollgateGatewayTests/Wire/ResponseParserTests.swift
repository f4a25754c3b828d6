import NIOCore
import Testing
import TollgateTesting

@testable import TollgateGateway

@Suite("Answers of upstreams are read strictly, and nothing in them traps")
struct ResponseParserTests {
    /// What a parser makes of some bytes, as a text.
    private func read(
        _ text: String, isHead: Bool = false, step: Int = .max, thenEnds: Bool = false, maximumHeadBytes: Int = 4_096
    ) -> String {
        var parser = ResponseParser(maximumHeadBytes: maximumHeadBytes)
        parser.begin(isHead: isHead)
        var found = ""
        var bytes = ByteBuffer(string: text)
        do throws(AnswerFault) {
            while let part = bytes.readSlice(length: min(step, bytes.readableBytes)), part.readableBytes > 0 {
                parser.receive(part)
                while let event = try parser.next() { found += describe(event, parser) }
            }
            if thenEnds, let event = try parser.inputEnded() { found += describe(event, parser) }
        } catch {
            return found + "!\(error)"
        }
        return found + (parser.canBeginAgain ? "+" : "")
    }

    private func describe(_ event: ResponseParser.Event, _ parser: ResponseParser) -> String {
        switch event {
        case .interim: "i\(parser.head.status) "
        case .switched: "s\(parser.head.status) "
        case .head: "h\(parser.head.status) "
        case .content(let content): String(buffer: content)
        case .end: "." + parser.trailers.lines.map { parser.trailers.text($0.start..<$0.end - 2) }.joined()
        }
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    @Test(
        "Where an answer ends is told by its head (RFC 9112 §6.3), however its bytes arrive",
        arguments: [1, 2, 7, .max])
    func frames(step: Int) {
        let rows: [(text: String, isHead: Bool, ends: Bool, found: String)] = [
            (Self.ok + "Content-Length: 5\r\n\r\nhello", false, false, "h200 hello.+"),
            (Self.ok + "Content-Length: 0\r\n\r\n", false, false, "h200 .+"),
            (
                Self.ok + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", false, false,
                "h200 hello.+"
            ),
            (Self.ok + "Transfer-Encoding: Chunked\r\n\r\n0\r\nA: 1\r\nB: 2\r\n\r\n", false, false, "h200 .A: 1B: 2+"),
            (Self.ok + "\r\nhello", false, true, "h200 hello."),
            ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", false, false, "h200 hi."),
            ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", false, false, "h200 hi.+"),
            (Self.ok + "Connection: Close\r\nContent-Length: 2\r\n\r\nhi", false, false, "h200 hi."),
            (Self.ok + "Content-Length: 5\r\n\r\n", true, false, "h200 .+"),
            ("HTTP/1.1 204 No Content\r\n\r\n", false, false, "h204 .+"),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false, false, "h304 .+"),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx",
                false, false, "i100 i103 h200 x.+"
            ),
        ]
        for row in rows {
            let found = read(row.text, isHead: row.isHead, step: step, thenEnds: row.ends)
            #expect(found == row.found, "\(row.text)")
        }
    }

    @Test("What is malformed, or could be read in two ways, is a fault")
    func refuses() {
        let rows: [(text: String, fault: String)] = [
            ("HTTP/1.1 20 OK\r\n\r\n", "!statusLine"), ("HTTP/1.1 2000 OK\r\n\r\n", "!statusLine"),
            ("HTTP/2.0 200 OK\r\n\r\n", "!statusLine"), ("HTTP/1.1  200 OK\r\n\r\n", "!statusLine"),
            ("hello world, hello\r\n\r\n", "!statusLine"), ("HTTP/1.1 200 O\u{0}K\r\n\r\n", "!statusLine"),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "!switchingProtocols"),
            (Self.ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "!contentLength"),
            (Self.ok + "Content-Length: 5, 5\r\n\r\n", "!contentLength"),
            (Self.ok + "Content-Length: -1\r\n\r\n", "!contentLength"),
            (Self.ok + "Content-Length: 9223372036854775808\r\n\r\n", "!contentLength"),
            (Self.ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "!contentLength"),
            (Self.ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "!transferEncoding"),
            (Self.ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "!transferEncoding"),
            ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "!transferEncoding"),
            (Self.ok + "A: 1\r\n b\r\n\r\n", "!fields(TollgateGateway.FieldFault.name)"),
            (Self.ok + "A : 1\r\n\r\n", "!fields(TollgateGateway.FieldFault.name)"),
            (Self.ok + "A: \u{1}\r\n\r\n", "!fields(TollgateGateway.FieldFault.value)"),
            (Self.ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "h200 !chunk"),
            (Self.ok + "Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n", "h200 !chunk"),
            (Self.ok + "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n", "h200 !chunk"),
            (Self.ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n", "h200 x!chunk"),
            (Self.ok + "Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\n", "h200 !chunk"),
            (Self.ok + "Transfer-Encoding: chunked\r\n\r\n1;\(String(repeating: "x", count: 2_000))", "h200 !chunk"),
            (
                Self.ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n\(String(repeating: "x", count: 20_000))",
                "h200 !trailersTooLong"
            ),
            (Self.ok + "A: \(String(repeating: "x", count: 5_000))", "!headTooLong"),
            (
                String(repeating: "HTTP/1.1 103 E\r\n\r\n", count: 40),
                String(repeating: "i103 ", count: 32) + "!tooManyInterimAnswers"
            ),
        ]
        for row in rows { #expect(read(row.text) == row.fault, "\(row.text.prefix(80))") }
        for text in ["", "HTTP/1.1 200 OK\r\n", Self.ok + "Content-Length: 5\r\n\r\nhell"] {
            #expect(read(text, thenEnds: true).hasSuffix("!truncated"))
        }
    }

    @Test("Bytes behind an answer keep the connection from being used again")
    func noticesSurplus() {
        #expect(read(Self.ok + "Content-Length: 2\r\n\r\nhi!") == "h200 hi.")
        #expect(read("HTTP/1.1 204 No Content\r\n\r\nhello") == "h204 .")
    }

    @Test("Each status from 000 to 999 is passed on or refused (CWE-617)")
    func readsEveryStatus() {
        for status in 0...999 {
            let digits = String(repeating: "0", count: 3 - String(status).count) + String(status)
            let found = read("HTTP/1.1 \(digits) X\r\nContent-Length: 0\r\n\r\n")
            switch status {
            case ..<100: #expect(found == "!status")
            case 101: #expect(found == "!switchingProtocols")
            case 100..<200: #expect(found == "i\(status) ")
            default: #expect(found == "h\(status) .+")
            }
        }
    }

    @Test("Mutated answers never trap, and are read alike however their bytes arrive")
    func survivesMutation() {
        let seeds = [
            Self.ok + "Content-Length: 5\r\nX: y\r\n\r\nhello",
            Self.ok + "Transfer-Encoding: chunked\r\nConnection: x\r\n\r\n5;a\r\nhello\r\n0\r\nA: 1\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 304 N\r\nContent-Length: 5\r\n\r\n",
        ].map { Array($0.utf8) }
        let pieces = [
            "\r\n", "\r", "\n", ":", " ", "0", "9", "f", ",", ";", "\u{0}", "chunked", "HTTP/1.1 200 OK\r\n\r\n",
        ]
        .map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            var bytes = seeds.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...127, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
                default: bytes.append(contentsOf: bytes[place...])
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let atOnce = read(text, thenEnds: true)
            let inSteps = read(text, step: 1, thenEnds: true)
            #expect(atOnce == inSteps, "\(text.debugDescription)")
        }
    }
}
