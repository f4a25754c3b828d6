internal import Tollgate

extension TykNode {
    /// The largest file that is read.
    static let maximumBytes = 16 * 1024 * 1024
    /// The deepest nesting; OpenAPI documents stay far below.
    private static let maximumDepth = 100

    /// Reads a JSON text (RFC 8259).
    ///
    /// - Parameters:
    ///   - json: The text; a member that is there twice is an error, because one of the two would get lost.
    ///   - file: The name of the file, for errors.
    /// - Returns: The value, with nothing of it read.
    /// - Throws: `TykFileError` with the place.
    static func parse(_ json: [UInt8], file: String) throws(TykFileError) -> TykNode {
        guard json.count <= maximumBytes else {
            throw TykFileError(file: file, message: "the file is longer than 16 MiB")
        }
        var parser = Parser()
        do throws(JSONError) {
            let node = try parser.value(json.span, pointer: "", depth: 1)
            parser.scanner.skipWhitespace(json.span)
            guard parser.scanner.index == json.count else { throw JSONError.syntax }
            return node
        } catch {
            let message =
                switch error {
                case .encoding: "not UTF-8, or a byte order mark or half a surrogate pair"
                case .duplicateMember: "the member \(parser.duplicate) is there twice"
                case .tooDeep: "nested deeper than \(maximumDepth)"
                default: "not JSON"
                }
            throw TykFileError(file: file, message: message, at: parser.scanner.index, in: json)
        }
    }

    private struct Parser {
        var scanner = JSONScanner()
        var duplicate = ""

        mutating func value(_ json: Span<UInt8>, pointer: String, depth: Int) throws(JSONError) -> TykNode {
            guard depth <= TykNode.maximumDepth else { throw .tooDeep }
            let content: Content
            switch try scanner.peek(json) {
            case .object: content = .object(try members(json, pointer: pointer, depth: depth))
            case .array: content = .list(try elements(json, pointer: pointer, depth: depth))
            case .string: content = .text(try scanner.readString(json).string(in: json))
            case .number:
                let start = scanner.index
                _ = try scanner.readNumber(json)
                var text = ""
                for index in start..<scanner.index { text.unicodeScalars.append(Unicode.Scalar(json[index])) }
                content = .number(text)
            case .boolean:
                let isTrue = json[scanner.index] == UInt8(ascii: "t")
                try scanner.readWord(isTrue ? "true" : "false", json)
                content = .boolean(isTrue)
            case .null:
                try scanner.readWord("null", json)
                content = .null
            }
            return TykNode(pointer: pointer, content: content)
        }

        private mutating func members(
            _ json: Span<UInt8>, pointer: String, depth: Int
        ) throws(JSONError) -> [(name: String, node: TykNode)] {
            scanner.index += 1
            var members: [(name: String, node: TykNode)] = []
            // By their bytes: Swift calls texts equal that differ in theirs.
            var known: Set<[UInt8]> = []
            while try advance(json, closing: UInt8(ascii: "}"), isFirst: members.isEmpty) {
                let name = try scanner.readString(json).string(in: json)
                let place = "\(pointer)/\(Self.escaped(name))"
                guard known.insert(Array(name.utf8)).inserted else {
                    duplicate = place
                    throw .duplicateMember
                }
                scanner.skipWhitespace(json)
                guard scanner.index < json.count, json[scanner.index] == UInt8(ascii: ":") else { throw .syntax }
                scanner.index += 1
                members.append((name, try value(json, pointer: place, depth: depth + 1)))
            }
            return members
        }

        private mutating func elements(
            _ json: Span<UInt8>, pointer: String, depth: Int
        ) throws(JSONError) -> [TykNode] {
            scanner.index += 1
            var elements: [TykNode] = []
            while try advance(json, closing: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
                elements.append(try value(json, pointer: "\(pointer)/\(elements.count)", depth: depth + 1))
            }
            return elements
        }

        /// Steps over the comma before the next element, or over the closing bracket.
        private mutating func advance(
            _ json: Span<UInt8>, closing: UInt8, isFirst: Bool
        ) throws(JSONError) -> Bool {
            scanner.skipWhitespace(json)
            guard scanner.index < json.count else { throw .syntax }
            if json[scanner.index] == closing {
                scanner.index += 1
                return false
            }
            if isFirst { return true }
            guard json[scanner.index] == UInt8(ascii: ",") else { throw .syntax }
            scanner.index += 1
            return true
        }

        private static func escaped(_ name: String) -> String {
            guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
            return name.replacing("~", with: "~0").replacing("/", with: "~1")
        }
    }
}
