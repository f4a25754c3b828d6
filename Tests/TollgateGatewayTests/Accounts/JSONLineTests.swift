import Foundation
import Testing

@testable import TollgateGateway

@Suite("A line of the log is JSON, whatever comes in")
struct JSONLineTests {
    private static let other: Character = "\u{FFFD}"

    private func line(_ bytes: [UInt8]) -> String {
        var line = JSONLine()
        line.begin()
        line.add("a", bytes.span, 0..<bytes.count)
        line.end()
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test("Each text is escaped exactly")
    func escapes() {
        let rows: [(bytes: [UInt8], text: String)] = [
            (Array("x/é€🙂".utf8), "x/é€🙂"), (Array(#""\"#.utf8), #"\"\\"#),
            ([0, 0x0A, 0x1F, 0x7F], #"\u0000\u000a\u001f\u007f"#), ([0xFF, 0x61], "\u{FFFD}a"), ([0xC3], "\u{FFFD}"),
            ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xE2, 0x82, 0x41], "\u{FFFD}\u{FFFD}A"), ([], ""),
        ]
        for row in rows { #expect(line(row.bytes) == "{\"a\":\"\(row.text)\"}\n") }
    }

    @Test("Any bytes make one line of valid JSON that says what they say")
    func isAlwaysJSON() throws {
        let usual: [UInt8] = [0xC3, 0xE2, 0x82, 0xA9, 0x22, 0x5C]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...40)).map { _ in
                Bool.random() ? UInt8.random(in: 0...255) : usual[Int.random(in: usual.indices)]
            }
            let text = line(bytes)
            #expect(text.utf8.count { $0 == 0x0A } == 1)
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
            let said = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { $0 != "\u{FFFD}" }
            #expect(object?["a"]?.unicodeScalars.filter { $0 != "\u{FFFD}" } == Array(said))
        }
    }

    @Test("A text is cut between two characters")
    func cuts() {
        let start = String(repeating: "a", count: JSONLine.longestText - 1)
        #expect(line(Array((start + "éé").utf8)) == "{\"a\":\"\(start)…\"}\n")
    }

    @Test("Numbers, durations and moments have one form")
    func writesNumbers() {
        var line = JSONLine()
        line.begin()
        line.add("n", Int64.min)
        line.add("d", nanoseconds: 1_234_567)
        line.add("e", nanoseconds: -5)
        line.add("t", time: 951_782_400_007_000_000)
        line.add("l", list: ["a", "b\n"])
        line.add("b", true)
        line.end()
        #expect(
            String(decoding: line.bytes, as: UTF8.self)
                == #"{"n":-9223372036854775808,"d":1.234,"e":0.000,"t":"2000-02-29T00:00:00.007Z","#
                + #""l":["a","b\u000a"],"b":true}"# + "\n")
    }
}
