import Tollgate

/// The report of `tollgate explain` about a request that is refused for its path, before any API is looked for.
struct PathRefusal: Encodable {
    let path: String
    let verdict = "reject"
    let code: String
    let explanation: String
    /// The character.
    let detail: String
    let status: Int
    /// The changes with which the path would be accepted.
    let advice: [String]

    /// A refusal.
    ///
    /// - Parameters:
    ///   - target: The path as it was given.
    ///   - fault: Its defect.
    ///   - catalogue: Knows the API that the path would lead to.
    init(target: String, _ fault: PathFault, in catalogue: CompiledCatalogue) {
        path = target
        code = fault.rejection.code
        explanation = fault.rejection.explanation
        status = fault.rejection.status
        detail = fault.description
        advice = [Self.advice(target, fault, catalogue)]
    }

    private static func advice(_ target: String, _ fault: PathFault, _ catalogue: CompiledCatalogue) -> String {
        switch fault.kind {
        case .relative: return "give the path from its first slash on"
        case .encodedSlash:
            let path = try? RequestPath(target, allowsEncodedSlashes: true)
            let name = path.flatMap { catalogue.api(for: $0) }.map { "apis.\($0.name)." } ?? ""
            return "where the upstream keeps `%2F` apart from `/`, `\(name)encoded_slashes: allow` takes it as a part"
                + " of its segment"
        case .control, .beyondASCII: return "percent-encode the character"
        case .brokenEscape: return "write two hexadecimal digits behind `%`"
        case .encoding: return "encode texts as UTF-8"
        case .emptySegment, .dotSegment: return "write the path without empty and dot segments"
        case .backslash, .semicolon, .fragment, .encodedBackslash, .encodedSemicolon, .encodedPercent, .encodedControl:
            return "write the path without it, or send it in the query: it means another path to some servers"
        }
    }

    var text: String {
        (["rejected: \(status) \(code)", "  \(explanation)", "  \(detail)", "", "what would have to change"]
            + advice.map { "  \($0)" }).joined(separator: "\n")
    }
}
