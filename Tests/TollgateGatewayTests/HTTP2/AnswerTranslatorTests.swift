import NIOCore
import NIOHPACK
import Testing
import TollgateTesting

@testable import TollgateGateway

@Suite("Answers over HTTP/2 become answers over HTTP/1 that are read strictly, and nothing in them traps")
struct AnswerTranslatorTests {
    /// The status that is read of a header and a part of content behind it; `nil` where they are refused.
    private func status(_ header: HPACKHeaders) -> Int? {
        var translator = AnswerTranslator()
        var out = ByteBuffer()
        do throws(AnswerTranslator.Fault) {
            try translator.translate(header, isLast: false, closes: false, to: &out)
            if translator.hasHead { try translator.translate(ByteBuffer(string: "hi"), isLast: true, to: &out) }
        } catch {
            return nil
        }
        var parser = ResponseParser(maximumHeadBytes: 80 * 1_024)
        parser.begin(isHead: false)
        parser.receive(out)
        do throws(AnswerFault) {
            guard try parser.next() != nil else { return nil }
            return parser.head.status
        } catch {
            return nil
        }
    }

    @Test("Of the statuses from 000 to 999 those from 100 on are statuses, but 101")
    func readsStatuses() {
        for number in 0...999 {
            let text = "\(number / 100)\(number / 10 % 10)\(number % 10)"
            #expect(status([":status": text]) == (number >= 100 && number != 101 ? number : nil))
        }
        for text in ["", "-1", "+200", "20", "2000", "0200", " 200", "200 ", "2a0", "٢٠٠", "200\r\nx: y"] {
            #expect(status([":status": text]) == nil, "\(text)")
        }
        #expect(status([:]) == nil)
    }

    @Test("Nothing in a field ends its line, or frames the answer in another way")
    func refusesFields() {
        for (name, value) in [
            ("x", "a\r\nb: c"), ("x", "a\nb"), ("x", "\u{0}"), ("x\r\ny", "1"), ("x: y", "1"), ("", "1"), ("x y", "1"),
            ("transfer-encoding", "chunked"), ("connection", "close"), ("content-length", "x"),
            ("content-length", "-1"),
        ] {
            #expect(status([":status": "200", name: value]) == nil, "\(name): \(value)")
        }
        #expect(status([":status": "200", "content-length": "2", "x-own": "\u{E9}"]) == 200)
    }

    @Test("No header makes it trap")
    func survivesMutations() {
        var random = SeededGenerator(seed: 9_113)
        let good: [(String, String)] = [
            (":status", "200"), ("content-length", "2"), ("content-type", "text/plain"), ("set-cookie", "a=b"),
        ]
        for _ in 0..<10_000 {
            var header = HPACKHeaders()
            for (name, value) in good where Int.random(in: 0..<8, using: &random) > 0 {
                // swift-nio-http2 refuses names that are not ASCII before they come here.
                let name = mutated(name, &random)
                guard name.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
                header.add(name: name, value: mutated(value, &random))
            }
            if let status = status(header) { #expect((100...999).contains(status) && status != 101) }
        }
    }

    private func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        guard Int.random(in: 0..<3, using: &random) == 0, !bytes.isEmpty else { return text }
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return String(decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &random)), as: UTF8.self)
    }
}
