import Testing
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("Headers of PROXY protocol are read to the letter, and nothing else is taken for one")
struct ProxyHeaderTests {
    private static let signature = ProxyHeaderV2.signature

    /// A header of version 2.
    static func v2(_ command: UInt8, _ family: UInt8, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? content.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 255)] + content
    }

    static let v4Addresses: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1, 0x9C, 0x40, 0, 80]
    static let v6Addresses: [UInt8] =
        [0x20, 1, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [7] + Array(repeating: 1, count: 16) + [1, 2, 3, 4]

    private func read(_ bytes: [UInt8]) -> Result<ProxyHeader?, ProxyProtocolFault> {
        Result { () throws(ProxyProtocolFault) in try ProxyHeader.read(bytes.span) }
    }

    private func address(_ text: String) throws -> ProxyHeader.Origin { .address(try #require(IPAddress(text))) }

    /// Headers that are good, and where they say the connection comes from.
    private func goodHeaders() throws -> [([UInt8], ProxyHeader.Origin)] {
        let texts = [
            ("PROXY TCP4 192.0.2.7 198.51.100.1 40000 80\r\n", try address("192.0.2.7")),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 0 65535\r\n", try address("192.0.2.7")),
            ("PROXY TCP6 2001:db8::7 ::1 40000 80\r\n", try address("2001:db8::7")),
            ("PROXY TCP6 ::ffff:192.0.2.7 ::1 40000 80\r\n", try address("192.0.2.7")),
            ("PROXY UNKNOWN\r\n", .unknown), ("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", .unknown),
            ("PROXY UNKNOWN \(String(repeating: "x", count: 91))\r\n", .unknown),
        ]
        return texts.map { (Array($0.0.utf8), $0.1) } + [
            (Self.v2(0x21, 0x11, Self.v4Addresses), try address("192.0.2.7")),
            (Self.v2(0x21, 0x21, Self.v6Addresses), try address("2001:db8::7")),
            // Pieces behind the addresses, one of them without content.
            (Self.v2(0x21, 0x11, Self.v4Addresses + [0xE0, 0, 2, 1, 2, 4, 0, 0]), try address("192.0.2.7")),
            (Self.v2(0x21, 0x31, Array(repeating: 0x2F, count: 216)), .unknown),
            (Self.v2(0x20, 0x00, []), .proxy), (Self.v2(0x20, 0x11, Self.v4Addresses), .proxy),
            (Self.v2(0x20, 0x11, [1, 2, 3]), .proxy), (Self.v2(0x21, 0x00, []), .unknown),
            (Self.v2(0x21, 0x00, [9, 9, 9]), .unknown), (Self.v2(0x21, 0x10, Self.v4Addresses), .unknown),
            (
                Self.v2(0x21, 0x11, Self.v4Addresses + [4] + [0x0F, 0xE1] + Array(repeating: 0, count: 4_065)),
                try address("192.0.2.7")
            ),
        ]
    }

    @Test("Both versions tell where a connection comes from, and where the header ends")
    func reads() throws {
        for (bytes, origin) in try goodHeaders() {
            for following in [[], Array("GET / HTTP/1.1\r\n".utf8), Self.signature] {
                let header = try read(bytes + following).get()
                #expect(header == ProxyHeader(origin: origin, count: bytes.count), "\(bytes)")
            }
        }
    }

    @Test("A header that has not come to its end is waited for, wherever it was cut")
    func waits() throws {
        for (bytes, _) in try goodHeaders() {
            for count in 0..<min(bytes.count, 300) {
                let header = try read(Array(bytes.prefix(count))).get()
                #expect(header == nil, "\(count) of \(bytes)")
            }
        }
    }

    @Test(
        "A line that is not exactly one of version 1 is refused",
        arguments: [
            ("GET / HTTP/1.1\r\n", .missing), ("PROXX", .missing), ("proxy TCP4", .missing), (" PROXY", .missing),
            ("PROXY\tTCP4", .missing), ("PROXY \r\n", .malformed), ("PROXY TCP4\r\n", .malformed),
            ("PROXY TCP5 192.0.2.7 198.51.100.1 1 2\r\n", .malformed),
            ("PROXY tcp4 192.0.2.7 198.51.100.1 1 2\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n", .malformed),
            ("PROXY TCP4  192.0.2.7 198.51.100.1 1 2\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 -1 2\r\n", .malformed),
            ("PROXY TCP4 192.0.2.07 198.51.100.1 1 2\r\n", .malformed),
            ("PROXY TCP4 192.0.2.7 x 1 2\r\n", .malformed), ("PROXY TCP4 ::1 ::1 1 2\r\n", .malformed),
            ("PROXY TCP6 192.0.2.7 192.0.2.8 1 2\r\n", .malformed),
            ("PROXY TCP6 fe80::1%e ::1 1 2\r\n", .malformed), ("PROXY UNKNOWN\n", .malformed),
            ("PROXY UNKNOWN \(String(repeating: "x", count: 92))\r\n", .tooLong),
            ("PROXY TCP4 \(String(repeating: "1", count: 96))", .tooLong),
        ] as [(String, ProxyProtocolFault)])
    func refuses(line: String, fault: ProxyProtocolFault) {
        #expect(read(Array(line.utf8)) == .failure(fault))
    }

    @Test("A header that is not exactly one of version 2 is refused as soon as that is seen")
    func refusesBinary() {
        let rows: [([UInt8], ProxyProtocolFault)] = [
            ([0x0D, 0x0A, 0x0D, 0x0B], .missing), (Array(Self.signature.prefix(11)) + [0], .missing),
            (Self.v2(0x11, 0x11, Self.v4Addresses), .malformed), (Self.v2(0x22, 0x11, Self.v4Addresses), .malformed),
            (Self.v2(0x31, 0x11, Self.v4Addresses), .malformed), (Self.v2(0x21, 0x41, Self.v4Addresses), .malformed),
            (Self.v2(0x21, 0x13, Self.v4Addresses), .malformed),
            // Datagrams carry no requests.
            (Self.v2(0x21, 0x12, Self.v4Addresses), .malformed),
            // Too short for its addresses.
            (Self.v2(0x21, 0x11, Array(Self.v4Addresses.dropLast())), .malformed),
            (Self.v2(0x21, 0x21, Self.v4Addresses), .malformed), (Self.v2(0x21, 0x31, Self.v6Addresses), .malformed),
            // Pieces that do not end with the header.
            (Self.v2(0x21, 0x11, Self.v4Addresses + [4]), .malformed),
            (Self.v2(0x21, 0x11, Self.v4Addresses + [4, 0]), .malformed),
            (Self.v2(0x21, 0x11, Self.v4Addresses + [4, 0, 2, 0]), .malformed),
            (Self.v2(0x21, 0x11, Self.v4Addresses + [4, 255, 255, 0]), .malformed),
            (Self.v2(0x21, 0x11, [], length: 4_081), .tooLong), (Self.v2(0x20, 0x00, [], length: 65_535), .tooLong),
        ]
        for (bytes, fault) in rows { #expect(read(bytes) == .failure(fault), "\(bytes)") }
    }

    @Test("Ten thousand spoilt headers trap nothing, and none takes more than there is")
    func survives() throws {
        let seeds = try goodHeaders().map(\.0)
        var mutation = Mutation(generator: SeededGenerator(seed: 31))
        var good = 0
        for _ in 0..<10_000 {
            let seed = seeds.randomElement(using: &mutation.generator) ?? []
            let bytes = Array(mutation.spoil(seed).prefix(ProxyHeader.mostBytes))
            guard case .success(let header?) = read(bytes) else { continue }
            #expect(header.count <= bytes.count && header.count > 14)
            // More that follows does not change what was read, and less is not enough.
            #expect(try read(bytes + [0x20]).get() == header)
            #expect(try read(Array(bytes.prefix(header.count - 1))).get() == nil)
            good += 1
        }
        #expect(good > 500)
    }
}
