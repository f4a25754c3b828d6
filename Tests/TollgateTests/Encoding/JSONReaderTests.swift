import Testing
import TollgateEncoding

@testable import Tollgate

@Suite("JSON is read strictly")
struct JSONReaderTests {
    private func error(of text: String) -> JSONError? { error(of: Array(text.utf8)) }

    private func error(of bytes: [UInt8]) -> JSONError? {
        var reader = JSONReader()
        do throws(JSONError) {
            try reader.skipValue(bytes.span)
            try reader.endDocument(bytes.span)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Texts of RFC 8259's grammar are accepted",
        arguments: [
            "{}", "[]", " { \"a\" : [ 1 , -0.5e+7 , true , false , null , \"x\" ] } ", "\"\\u00e9\\ud83d\\ude00\"", "0",
            "-0", "1e400", "\"é😀\"", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "\"\\u0000\"",
        ])
    func acceptsTheGrammar(text: String) {
        #expect(error(of: text) == nil)
    }

    @Test(
        "Everything outside the grammar is refused",
        arguments: [
            "", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "[1,]", "[1 2]", "{\"a\":1 \"b\":2}", "{a:1}", "'a'",
            "01", "1.", ".5", "+1", "1e", "-", "tru", "nul", "True", "\"\\x\"", "\"\\u12\"", "\"a\nb\"", "\"a", "{} {}",
            "// c\n{}", "[1]]", "NaN", "Infinity", "\u{0}",
        ])
    func refusesTheRest(text: String) {
        #expect(error(of: text) == .syntax)
    }

    @Test(
        "Bytes that are not UTF-8 are refused, also in values that nobody reads",
        arguments: [
            [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0xFE, 0xFF, 0x00, 0x7B], [0x22, 0xE2, 0x82],
        ] as [[UInt8]])
    func refusesOtherEncodings(bytes: [UInt8]) {
        #expect(error(of: bytes) == .encoding)
    }

    @Test(
        "Lone surrogates are refused",
        arguments: ["\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\""])
    func refusesLoneSurrogates(text: String) {
        #expect(error(of: text) == .encoding)
    }

    @Test(
        "A member that is there twice is refused, however it is written",
        arguments: ["{\"scope\":1,\"scope\":2}", "{\"scope\":1,\"sc\\u006fpe\":2}", "{\"a\":{\"b\":1,\"b\":1}}"])
    func refusesDuplicates(text: String) {
        #expect(error(of: text) == .duplicateMember)
    }

    @Test("Nesting is accepted up to 16 and refused from 17")
    func boundsDepth() {
        #expect(error(of: String(repeating: "[", count: 16) + String(repeating: "]", count: 16)) == nil)
        #expect(error(of: String(repeating: "[", count: 17) + String(repeating: "]", count: 17)) == .tooDeep)
        #expect(error(of: String(repeating: "{\"a\":", count: 5_000)) == .tooDeep)
    }

    @Test("256 members are accepted and 257 refused")
    func boundsMembers() {
        func object(_ count: Int) -> String {
            "{" + (0..<count).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(error(of: object(256)) == nil)
        #expect(error(of: object(257)) == .tooManyMembers)
    }

    @Test("Every truncation of a text is refused and none traps")
    func refusesTruncations() {
        let text = Array("{\"a\":[1.5e3,\"\\ud83d\\ude00é\",{\"b\":null}],\"c\":true}".utf8)
        for length in 0..<text.count { #expect(error(of: Array(text.prefix(length))) != nil) }
    }

    @Test(
        "Numbers become whole seconds by their digits, whatever their size",
        arguments: [
            ("0", 0, false), ("-0.0", 0, false), ("1700000000", 1_700_000_000, false),
            ("1700000000.5", 1_700_000_000, true), ("1.7e9", 1_700_000_000, false), ("0.0017e12", 1_700_000_000, false),
            ("17e8", 1_700_000_000, false), ("1700000000000e-3", 1_700_000_000, false), ("0e99999999999", 0, false),
            ("0.9", 0, true), ("1e-400", 0, true), ("100.000", 100, false),
            ("999999999999999", 999_999_999_999_999, false),
        ] as [(String, Int64, Bool)])
    func readsNumbers(text: String, whole: Int64, hasRest: Bool) throws {
        let bytes = Array(text.utf8)
        var reader = JSONReader()
        let floored = try reader.readNumber(bytes.span).floored(in: bytes.span)
        let result = try #require(floored)
        #expect(result.whole == whole)
        #expect(result.hasRest == hasRest)
    }

    @Test(
        "Numbers outside of what a date can be are refused instead of trapping",
        arguments: ["1e400", "-1", "-1e-9", "9223372036854775808", "1e16", "99999999999999999999999999999999"])
    func refusesOtherNumbers(text: String) throws {
        let bytes = Array(text.utf8)
        var reader = JSONReader()
        let number = try reader.readNumber(bytes.span)
        let result = number.floored(in: bytes.span)
        #expect(result == nil)
    }
}
