import Testing

@testable import TollgateCatalogue

@Suite("Addresses are read in every form that they have, and in no other (RFC 4291 §2.2, RFC 5952)")
struct IPAddressTests {
    @Test(
        "An address is written in its canonical form, however it was written",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:0201", "192.0.2.1"), ("::", "::"), ("::1", "::1"),
            ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:0db8:0000:0001:0001:0001:0001:0001", "2001:db8:0:1:1:1:1:1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"), ("fe80::0:0:1", "fe80::1"),
        ])
    func reads(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", "1", "192.0.2", "192.0.2.1.1", "192.0.2.256", "192.0.2.01", "192.0.2.0x1", "192.0.2.", ".192.0.2.1",
            "192.0.2.1 ", "192.0.2.1:80", "-1.0.2.1", "1e1.0.2.1", ":", ":::", "::1::", "1::2::3", ":1", "1:", "1:2:3",
            "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1:2:3:4:5:6:7:192.0.2.1", "::192.0.2.1:1", "12345::", "g::",
            "[::1]", "fe80::1%eth0", "localhost", "::ffff:192.0.2.1.1", "0:0:0:0:0:0:0:0:192.0.2.1",
        ])
    func refuses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "A block has the addresses that begin with its bits, and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("10.1.2.3/8", "10.0.0.0", "9.255.255.255"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("192.0.2.0/31", "::ffff:192.0.2.1", "192.0.2.2"),
            ("0.0.0.0/0", "8.8.8.8", "2001:db8::1"), ("::/0", "8.8.8.8", ""),
            ("2001:db8::/32", "2001:db8:f::", "2001:db9::"),
            ("2001:db8::/64", "2001:db8::ffff:0:0:1", "2001:db8:0:1::"),
            ("2001:db8::8/125", "2001:db8::f", "2001:db8::10"),
            ("::ffff:10.0.0.0/104", "10.9.9.9", "11.9.9.9"), ("::1/128", "::1", "::2"), ("::1", "::1", "127.0.0.1"),
        ])
    func contains(block: String, inside: String, outside: String) throws {
        let block = try #require(AddressBlock(block))
        #expect(block.contains(try #require(IPAddress(inside))))
        if let outside = IPAddress(outside) { #expect(!block.contains(outside)) }
    }

    @Test(
        "What is no block is none",
        arguments: [
            "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/+8", "::/129", "/8", "10.0.0.0/8/8", "a/8", "*",
        ])
    func refusesBlock(text: String) {
        #expect(AddressBlock(text) == nil)
    }

    @Test("A block that has every address of IPv4 is everything")
    func knowsEverything() {
        for text in ["0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96", "::/64"] {
            #expect(AddressBlock(text)?.isEverything == true, "\(text)")
        }
        for text in ["0.0.0.0/1", "128.0.0.0/1", "2001:db8::/32", "::1"] {
            #expect(AddressBlock(text)?.isEverything == false, "\(text)")
        }
    }
}
