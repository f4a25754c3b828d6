/// The recursive walk through a JSON text that ``JSONTree`` makes.
struct JSONWalk {
    /// The scanner, at the place of the walk.
    var scanner = JSONScanner()
    /// The start of the value or the name that is being read.
    private(set) var start = 0
    /// Whether it has entered an array or an object.
    private(set) var hasBegun = false
    private let reading: JSONTree.Reading
    private let maximumDepth: Int
    /// The names and places that lead to what is being read.
    private var path: [String] = []

    /// A walk from the beginning of a text.
    init(_ reading: JSONTree.Reading, maximumDepth: Int) {
        self.reading = reading
        self.maximumDepth = maximumDepth
    }

    /// The value that is being read (RFC 6901).
    var pointer: String {
        path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    /// Reads the value that comes next; `depth` arrays and objects are around it.
    mutating func readValue(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> JSONNode {
        let kind = try scanner.peek(bytes)
        let start = scanner.index
        self.start = start
        let content: JSONNode.Content =
            switch kind {
            case .object, .array: try readContainer(kind, bytes, depth: depth + 1)
            case .string: .string(try readString(bytes).string(in: bytes))
            case .number: .number(String(decoding: try readNumber(bytes), as: UTF8.self))
            case .boolean: .boolean(try readBoolean(bytes))
            case .null: try readNull(bytes)
            }
        return JSONNode(content: content, range: start..<scanner.index)
    }

    /// Reads the members of the object that comes next.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - depth: The number of arrays and objects that the members are in.
    ///   - members: Gets each member that is complete, also where a later one is refused.
    /// - Throws: ``JSONError`` with the first fault of the text.
    mutating func readMembers(
        _ bytes: Span<UInt8>, depth: Int, into members: inout [JSONMember]
    ) throws(JSONError) {
        enter()
        // By their bytes: Swift calls texts equal that differ in theirs.
        var known: Set<[UInt8]> = []
        var isFirst = true
        while try advance(bytes, closing: UInt8(ascii: "}"), isFirst: isFirst) {
            isFirst = false
            guard case .string = try scanner.peek(bytes) else { throw .syntax }
            start = scanner.index
            let name = try readString(bytes).decoded(in: bytes)
            path.append(String(decoding: name, as: UTF8.self))
            if reading == .strict, !known.insert(name).inserted { throw .duplicateMember }
            scanner.skipWhitespace(bytes)
            guard scanner.index < bytes.count, bytes[scanner.index] == UInt8(ascii: ":") else { throw .syntax }
            scanner.index += 1
            let value = try readValue(bytes, depth: depth)
            members.append(JSONMember(name: path.removeLast(), value: value))
        }
    }

    /// Checks that nothing but whitespace follows.
    mutating func endDocument(_ bytes: Span<UInt8>) throws(JSONError) {
        scanner.skipWhitespace(bytes)
        guard scanner.index == bytes.count else { throw .syntax }
    }

    // MARK: - Arrays and objects

    private mutating func readContainer(
        _ kind: JSONKind, _ bytes: Span<UInt8>, depth: Int
    ) throws(JSONError) -> JSONNode.Content {
        guard depth <= maximumDepth else {
            guard reading == .lenient else { throw .tooDeep }
            try skipContainer(bytes)
            return .null
        }
        guard kind == .object else { return .array(try readElements(bytes, depth: depth)) }
        var members: [JSONMember] = []
        try readMembers(bytes, depth: depth, into: &members)
        return .object(members)
    }

    private mutating func readElements(_ bytes: Span<UInt8>, depth: Int) throws(JSONError) -> [JSONNode] {
        enter()
        var elements: [JSONNode] = []
        while try advance(bytes, closing: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
            path.append(String(elements.count))
            elements.append(try readValue(bytes, depth: depth))
            path.removeLast()
        }
        return elements
    }

    private mutating func enter() {
        hasBegun = true
        scanner.index += 1
    }

    /// Steps over the comma before the next element, or over the closing bracket.
    private mutating func advance(
        _ bytes: Span<UInt8>, closing: UInt8, isFirst: Bool
    ) throws(JSONError) -> Bool {
        scanner.skipWhitespace(bytes)
        guard scanner.index < bytes.count else { throw .syntax }
        if bytes[scanner.index] == closing {
            scanner.index += 1
            return false
        }
        if isFirst { return true }
        guard bytes[scanner.index] == UInt8(ascii: ",") else { throw .syntax }
        scanner.index += 1
        scanner.skipWhitespace(bytes)
        return true
    }

    /// Skips an array or an object without reading what is in it.
    private mutating func skipContainer(_ bytes: Span<UInt8>) throws(JSONError) {
        var depth = 0
        while scanner.index < bytes.count {
            switch bytes[scanner.index] {
            case UInt8(ascii: "\""):
                _ = try readString(bytes)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            scanner.index += 1
            if depth == 0 { return }
        }
        throw .syntax
    }

    // MARK: - Single values

    private mutating func readString(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString {
        reading == .lenient ? try scanner.readLenientString(bytes) : try scanner.readString(bytes)
    }

    private mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONError) -> [UInt8] {
        let start = scanner.index
        _ = try scanner.readNumber(bytes)
        return [UInt8](bytes.extracting(start..<scanner.index))
    }

    private mutating func readBoolean(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        let isTrue = bytes[scanner.index] == UInt8(ascii: "t")
        try scanner.readWord(isTrue ? "true" : "false", bytes)
        return isTrue
    }

    private mutating func readNull(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNode.Content {
        try scanner.readWord("null", bytes)
        return .null
    }
}
