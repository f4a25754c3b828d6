import Foundation
import Testing

@testable import TollgateRegistrar

@Suite("JSON (RFC 8259)")
struct JSONValueTests {
    @Test(
        "A text is read as Foundation reads it",
        arguments: [
            "{}", "[]", " [ 1 , -2 ,0, -0, 1.5, 1e3, 1E-2, 12345678901234567890, 9223372036854775807 ] ", "null",
            "true",
            #"{"a":{"b":[null,true,false,"x"]},"c":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#, #""é😀""#, "1.0",
            #"{"":[[],{}]}"#, "\t\r\n1", "-0.5e-3",
        ])
    func valid(text: String) throws {
        let expected = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(JSONValue(parsing: Array(text.utf8)) == expected)
    }

    @Test(
        "What is no JSON text is none",
        arguments: [
            "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "[,]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#, "'a'",
            "01", "+1",
            ".5", "1.", "1e", "1e+", "-", "tru", "nulls", "NaN", "Infinity", "1e400", "1 2", "{}x", #""\x""#,
            #""\u12""#,
            #""\u12G4""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "\"a\u{1}b\"", "\"a\nb\"", "\"a",
        ])
    func invalid(text: String) {
        #expect(JSONValue(parsing: Array(text.utf8)) == nil)
    }

    @Test("Characters that are no UTF-8 are refused in a strict reading, and replaced in a lenient one")
    func brokenCharacters() {
        let text = Array(#"{"a":""#.utf8) + [0xFF, 0xC3] + Array(#"","b":"\ud800","c":1e400,"d":"x"}"#.utf8)
        #expect(JSONValue(parsing: text) == nil)
        let read = JSONValue.members(in: text)
        #expect(read?.isWhole == true)
        #expect(
            read?.members
                == ["a": .string("\u{FFFD}\u{FFFD}"), "b": .string("\u{FFFD}"), "c": .null, "d": .string("x")])
    }

    @Test("Of an object that ends in the middle the members before are read, and none that is cut")
    func cutOff() {
        let text = Array(#"{"a":"x","b":{"c":"y"},"d":"zz"}"#.utf8)
        for count in 0...text.count {
            let read = JSONValue.members(in: Array(text.prefix(count)))
            #expect((read == nil) == (count == 0))
            #expect(read?.isWhole ?? false == (count == text.count))
            #expect(read?.members["a"] == (count >= 8 ? .string("x") : nil))
            #expect(read?.members["b"] == (count >= 22 ? .object(["c": .string("y")]) : nil))
            #expect(read?.members["d"] == (count >= 31 ? .string("zz") : nil))
        }
    }

    @Test("What is nested deeper than 64 levels is not read, at whatever depth it ends", arguments: [65, 512, 200_000])
    func deep(depth: Int) {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let nested = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            #expect(JSONValue(parsing: Array(nested.utf8)) == nil)
            let read = JSONValue.members(in: Array(#"{"x":\#(nested),"client_id":"c"}"#.utf8))
            #expect(read?.members["client_id"] == .string("c"))
            #expect(JSONValue.members(in: Array(#"{"x":\#(nested.prefix(depth))"#.utf8))?.members == [:])
        }
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(JSONValue(parsing: Array(allowed.utf8)) != nil)
    }

    @Test("Of two members with one name the first counts")
    func duplicates() {
        #expect(
            JSONValue.members(in: Array(#"{"client_id":"a","client_id":"b"}"#.utf8))?.members == [
                "client_id": .string("a")
            ])
    }

    @Test(
        "A strict reading says why it refuses what two programs could read differently",
        arguments: [
            (Array(#"{"a":1,"\u0061":2}"#.utf8), JSONDefect.duplicateMember("a")),
            (Array(#"[{"b":{"c":1,"c":1}}]"#.utf8), .duplicateMember("c")), ([0x22, 0xFF, 0x22], .notUTF8),
            (Array("[[[[1]]]]".utf8), .tooDeep(limit: 3)), (Array("[[[{".utf8), .tooDeep(limit: 3)),
            (Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8), .duplicateMember("\u{e9}")),
            (Array(#"{"a":1"#.utf8), .malformed), (Array("1 2".utf8), .malformed), ([], .malformed),
        ])
    func strict(text: [UInt8], defect: JSONDefect) {
        #expect(throws: defect) { try JSONValue(strictlyParsing: text, depthLimit: 3) }
    }

    @Test("A strict reading takes every name once in each object, and as many levels as are allowed")
    func strictValue() throws {
        let text = Array(#" [{"a":{"a":1}},{"a":2}] "#.utf8)
        #expect(try JSONValue(strictlyParsing: text, depthLimit: 3) == JSONValue(parsing: text))
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: JSONDefect.tooDeep(limit: 64)) {
            try JSONValue(strictlyParsing: Array(deep.utf8), depthLimit: .max)
        }
    }
}
