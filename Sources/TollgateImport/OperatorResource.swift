/// Recognises the Kubernetes resources of tyk-operator, which are no files of a Tyk gateway.
///
/// They name APIs and policies by namespace and name, and the operator makes the ids of the gateway of those. So what
/// it has made is imported, not what it was made of.
enum OperatorResource {
    /// The group of the resources' `apiVersion`.
    private static let group = "tyk.tyk.io/"

    /// The reason why a resource is refused, and what to do.
    ///
    /// - Parameter kind: Its `kind`, such as `ApiDefinition`.
    /// - Returns: A text without a line end.
    static func advice(_ kind: String) -> String {
        "a Kubernetes resource of tyk-operator (kind \(kind)), which names APIs and policies by namespace and name; export"
            + " the JSON that the operator has made of it: from the gateway `GET /tyk/apis/ID` (`/tyk/apis/oas/ID`) and"
            + " `GET /tyk/policies/ID`, or from the Dashboard"
    }

    /// The kind of the first resource in a YAML text; `nil` where there is none.
    ///
    /// The text is only looked at line by line: to tell what it is, it need not be understood.
    static func kind(inYAML bytes: [UInt8]) -> String? {
        guard bytes.count <= TykNode.maximumBytes else { return nil }
        var kind: String?
        var isOperator = false
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            if line.starts(with: "---".utf8) {
                if isOperator, let kind { return kind }
                (kind, isOperator) = (nil, false)
            }
            if let value = value(of: "apiVersion:", in: line) { isOperator = value.hasPrefix(group) }
            if let value = value(of: "kind:", in: line) { kind = value }
        }
        return isOperator ? kind : nil
    }

    /// The kind of a resource, or of the first one in a list, in JSON; `nil` where it is something else.
    static func kind(of node: TykNode) -> String? {
        if case .list(let items)? = node["items"]?.content, node["kind"] != nil {
            return items.lazy.compactMap(kind).first
        }
        guard case .text(let version)? = node["apiVersion"]?.content, version.hasPrefix(group),
            case .text(let kind)? = node["kind"]?.content
        else { return nil }
        return shortened(kind)
    }

    private static func value(of key: String, in line: ArraySlice<UInt8>) -> String? {
        guard line.starts(with: key.utf8) else { return nil }
        let text = String(decoding: line.dropFirst(key.utf8.count).prefix(200), as: UTF8.self)
        guard let word = text.split(whereSeparator: { " \t\"'#".contains($0) }).first else { return nil }
        return shortened(String(word))
    }

    /// A kind is a word; whatever else stands there is not repeated in full.
    private static func shortened(_ kind: String) -> String {
        String(kind.prefix(64).filter { $0.isASCII && ($0.isLetter || $0.isNumber || "./".contains($0)) })
    }
}
