internal import TollgateEncoding

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
    /// - Throws: ``TykFileError`` where it is longer than 16 MiB; with the place, where it is not UTF-8 or not JSON,
    ///   has a member twice, or is nested too deep.
    static func parse(_ json: [UInt8], file: String) throws(TykFileError) -> TykNode {
        guard json.count <= maximumBytes else {
            throw TykFileError(file: file, message: "the file is longer than 16 MiB")
        }
        do throws(JSONFault) {
            return TykNode(try JSONTree.read(json, as: .strict, maximumDepth: maximumDepth), pointer: "")
        } catch {
            let message =
                switch error.error {
                case .encoding: "not UTF-8, or a byte order mark or half a surrogate pair"
                case .duplicateMember: "the member \(error.pointer) is there twice"
                case .tooDeep: "nested deeper than \(maximumDepth)"
                default: "not JSON"
                }
            throw TykFileError(file: file, message: message, at: error.index, in: json)
        }
    }

    private convenience init(_ node: JSONNode, pointer: String) {
        let content: Content =
            switch node.content {
            case .null: .null
            case .boolean(let value): .boolean(value)
            case .number(let text): .number(text)
            case .string(let text): .text(text)
            case .array(let nodes):
                .list(nodes.enumerated().map { TykNode($0.element, pointer: "\(pointer)/\($0.offset)") })
            case .object(let members):
                .object(
                    members.map { member in
                        (member.name, TykNode(member.value, pointer: "\(pointer)/\(Self.escaped(member.name))"))
                    })
            }
        self.init(pointer: pointer, content: content)
    }

    private static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        return name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
