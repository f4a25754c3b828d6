import NIOCore
import Testing

@testable import TollgateGateway

@Suite("Header fields as bytes")
struct FieldBlockTests {
    private func block(_ text: String) throws -> FieldBlock {
        var block = FieldBlock()
        block.receive(text.utf8Span.span)
        try block.findLines(from: 0)
        return block
    }

    @Test("Lines are passed on as they came, without those that are not")
    func writes() throws {
        let block = try block("A: 1\r\nHost: h\r\nB:2 \r\nC:\t3\r\n")
        var bytes: [UInt8] = []
        block.write(to: &bytes) { $0.kind == .other }
        #expect(String(decoding: bytes, as: UTF8.self) == "A: 1\r\nB:2 \r\nC:\t3\r\n")
        #expect(block.lines.map { block.text($0.value) } == ["1", "h", "2", "3"])
    }

    @Test(
        "A line that two servers could read in two ways is refused",
        arguments: [
            " A: 1\r\n", "A: 1\r\n b\r\n", "A : 1\r\n", "A\r\n", ": 1\r\n", "A: 1\n", "A: 1\rB: 2\r\n", "A: \u{0}\r\n",
            "A: 1\r\n\tfolded\r\n", "A: 1", "A: \u{7F}\r\n", "A: \u{1B}\r\n",
        ])
    func refuses(_ text: String) {
        #expect(throws: FieldFault.self) { try block(text) }
    }

    @Test("Fields that `Connection` names concern that connection only; what frames a message stays (RFC 9110 §7.6.1)")
    func appliesConnection() throws {
        var block = try block(
            "Connection: close, X-A ,,x-b\r\nX-A: 1\r\nX-B: 2\r\nX-C: 3\r\nConnection: Host, Content-Length\r\n"
                + "Host: h\r\nContent-Length: 1\r\n")
        let options = try block.applyConnectionOptions()
        #expect(options.closes && !options.keepsAlive)
        #expect(
            block.lines.map(\.kind) == [
                .connection, .hopByHop, .hopByHop, .other, .connection, .host, .contentLength,
            ])
    }

    @Test("More fields than are accepted, and more names in `Connection`, are refused")
    func bounds() throws {
        let many = String(repeating: "A: 1\r\n", count: FieldBlock.maximumCount)
        #expect(try block(many).lines.count == FieldBlock.maximumCount)
        #expect(throws: FieldFault.self) { try block(many + "A: 1\r\n") }
        var options = try block("Connection: \(Array(repeating: "x", count: 33).joined(separator: ","))\r\n")
        #expect(throws: FieldFault.self) { try options.applyConnectionOptions() }
    }

    @Test("A value ends at the first byte that it may not have, wherever that stands")
    func findsEnds() {
        for length in 0...20 {
            for place in 0...length {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    if place < length { bytes[place] = byte }
                    let mayStand = byte >= 0x20 ? byte != 0x7F : byte == 0x09
                    let end = FieldValue.end(in: bytes.span, from: 0)
                    guard end != (mayStand ? length : min(place, length)) else { continue }
                    #expect(Bool(false), "byte \(byte) at \(place) of \(length): \(end)")
                }
            }
        }
    }

    @Test("A number has digits and nothing else, and fits")
    func reads() {
        func number(_ text: String) -> Int64? {
            let bytes = Array(text.utf8)
            return FieldValue.number(bytes.span, 0..<bytes.count)
        }
        #expect(number("0") == 0)
        #expect(number("9223372036854775807") == .max)
        for text in ["", "9223372036854775808", "-1", "+1", "1 ", "0x1", "1,1", "١"] { #expect(number(text) == nil) }
    }
}
