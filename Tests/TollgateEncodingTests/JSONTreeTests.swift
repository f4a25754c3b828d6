import Testing

@testable import TollgateEncoding

@Suite("A JSON text is read into nodes that know where they stand")
struct JSONTreeTests {
    private func fault(
        of text: String, as reading: JSONTree.Reading = .strict, maximumDepth: Int = 8
    ) -> JSONFault? {
        do throws(JSONFault) {
            _ = try JSONTree.read(Array(text.utf8), as: reading, maximumDepth: maximumDepth)
            return nil
        } catch {
            return error
        }
    }

    private func node(
        _ text: String, as reading: JSONTree.Reading = .strict, maximumDepth: Int = 8
    ) throws -> JSONNode {
        try JSONTree.read(Array(text.utf8), as: reading, maximumDepth: maximumDepth)
    }

    /// A node as compact text, with numbers as they were written.
    private func text(of node: JSONNode) -> String {
        switch node.content {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let text): text
        case .string(let text): "'\(text)'"
        case .array(let elements): "[" + elements.map { self.text(of: $0) }.joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\($0.name):\(self.text(of: $0.value))" }.joined(separator: ",") + "}"
        }
    }

    @Test(
        "Each type of value is read, members in their order and numbers as they are written",
        arguments: [
            (" {\"b\" : [1, -0.5e+7 ,true,false,null], \"a\":\"\\u00e9\" } ", "{b:[1,-0.5e+7,true,false,null],a:'é'}"),
            ("[]", "[]"), ("{}", "{}"), ("[ ]", "[]"), ("0", "0"), ("\"\\ud83d\\ude00\"", "'😀'"),
            ("[[[]],{}]", "[[[]],{}]"),
        ])
    func readsValues(json: String, expected: String) throws {
        for reading in [JSONTree.Reading.strict, .plain, .lenient] {
            #expect(text(of: try node(json, as: reading)) == expected)
        }
    }

    @Test("A node stands where its first byte and its last byte are, without the whitespace around it")
    func knowsPlaces() throws {
        let json = " [ 10 , {\"a\":\"x\"} ] "
        let root = try node(json)
        #expect(root.range == 1..<19)
        guard case .array(let elements) = root.content else { return #expect(Bool(false), "an array") }
        #expect(elements.map(\.range) == [3..<5, 8..<17])
    }

    @Test(
        "What breaks the grammar is refused in the strict and the plain reading",
        arguments: [
            "", "{", "{\"a\"}", "{\"a\":1,}", "{,}", "[1,]", "[1 2]", "01", "tru", "\"a", "{} {}", "[1]]", "{1:2}",
        ])
    func refusesOtherGrammar(json: String) {
        #expect(fault(of: json)?.error == .syntax)
        #expect(fault(of: json, as: .plain)?.error == .syntax)
    }

    @Test("A member that is there twice is refused in the strict reading alone, with its place and pointer")
    func refusesDuplicates() throws {
        let json = "{\"a\":[{},{\"x/y\":1, \"x\\u002Fy\":2}]}"
        #expect(fault(of: json) == JSONFault(error: .duplicateMember, index: 29, start: 19, pointer: "/a/1/x~1y"))
        #expect(text(of: try node(json, as: .plain)) == "{a:[{},{x/y:1,x/y:2}]}")
    }

    @Test("Names whose bytes differ are different, also where Swift calls them equal")
    func comparesBytes() throws {
        #expect(fault(of: "{\"\\u00e9\":1,\"e\\u0301\":2}") == nil)
    }

    @Test("As many levels are read as are allowed; one more is refused, or null in the lenient reading")
    func boundsDepth() throws {
        #expect(fault(of: "[[[1]]]", maximumDepth: 3) == nil)
        #expect(
            fault(of: "[0,[[[1]]]]", maximumDepth: 3)
                == JSONFault(error: .tooDeep, index: 5, start: 5, pointer: "/1/0/0"))
        #expect(fault(of: String(repeating: "[", count: 100_000), maximumDepth: 64)?.error == .tooDeep)
        #expect(text(of: try node("[[[[1,\"]\"]],2]]", as: .lenient, maximumDepth: 2)) == "[[null,2]]")
    }

    @Test("The lenient reading replaces broken characters, which the others refuse")
    func replacesBrokenCharacters() throws {
        #expect(
            text(of: try node("[\"a\nb\",\"\\ud800x\",\"\\udc00\\ud83d\\ude00\"]", as: .lenient))
                == "['a\nb','\u{FFFD}x','\u{FFFD}😀']")
        #expect(fault(of: "\"a\nb\"", as: .plain)?.error == .syntax)
        #expect(fault(of: "\"\\ud800x\"", as: .plain)?.error == .encoding)
        let latin1: [UInt8] = [0x22, 0x66, 0xFC, 0x72, 0x22]
        #expect(text(of: try JSONTree.read(latin1, as: .lenient, maximumDepth: 1)) == "'f\u{FFFD}r'")
        #expect(throws: JSONFault(error: .encoding, index: 2, start: 0, pointer: "")) {
            try JSONTree.read(latin1, as: .plain, maximumDepth: 1)
        }
    }

    @Test("Of an object that ends early the members are kept that are complete")
    func keepsCompleteMembers() {
        let json = Array("{\"id\":\"c\",\"secret\":\"s\",\"more\":[1,2]}".utf8)
        for count in 0...json.count {
            let read = JSONTree.readMembers(of: Array(json.prefix(count)), maximumDepth: 8)
            #expect(read?.isWhole == (count == 0 ? nil : count == json.count))
            let names = read?.members.map(\.name) ?? []
            #expect(
                names == Array(["id", "secret", "more"].prefix(count < 9 ? 0 : count < 22 ? 1 : count < 35 ? 2 : 3)))
        }
        #expect(JSONTree.readMembers(of: Array("[1]".utf8), maximumDepth: 8) == nil)
        #expect(JSONTree.readMembers(of: Array("{} x".utf8), maximumDepth: 8)?.isWhole == false)
    }
}
