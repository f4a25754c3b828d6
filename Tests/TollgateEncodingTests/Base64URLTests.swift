import Testing
import TollgateEncoding

@Suite("Base64url is read in its canonical form only")
struct Base64URLTests {
    @Test(
        "The examples of RFC 4648 §10 decode, without their padding",
        arguments: [
            ("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob"), ("Zm9vYmE", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ])
    func decodesTheExamples(text: String, plain: String) {
        #expect(Base64URL.decode(text) == Array(plain.utf8))
        #expect(Base64URL.encode(Array(plain.utf8)) == text)
    }

    @Test(
        "Every other spelling of a byte string is refused",
        arguments: [
            "Zg==", "Zg=", "Zh", "Zm9", "Zm9vYh", "A", "AAAAA", "Zm 9v", "Zm9v\n", "Zm9+", "Zm9/", "Zm9.", "Zmü9",
            "\u{0}AAA",
        ])
    func refusesOtherSpellings(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("What is encoded decodes to the same bytes, at every length up to 300")
    func roundTrips() {
        for length in 0...300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}
