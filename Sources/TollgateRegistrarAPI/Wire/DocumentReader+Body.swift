internal import HTTPTypes
internal import TollgateRegistrar

extension DocumentReader {
    /// The deepest accepted nesting; no resource has more than five levels.
    private static let maximumDepth = 16

    /// Reads the body of a request; none at all counts as an object without members.
    ///
    /// - Parameter body: The body.
    /// - Throws: ``Problem`` 400 `body_malformed` for one that is no JSON object.
    init(body: [UInt8]) throws(Problem) {
        guard !body.isEmpty else {
            self.init([:])
            return
        }
        let value: JSONValue
        do {
            value = try JSONValue(strictlyParsing: body, depthLimit: Self.maximumDepth)
        } catch {
            throw Self.malformed(error)
        }
        guard let members = value.object else { throw Self.malformed(.malformed) }
        self.init(members)
    }

    private static func malformed(_ defect: JSONDefect) -> Problem {
        let detail =
            switch defect {
            case .notUTF8: "the body is not UTF-8"
            case .duplicateMember(let name): "the member `\(PlainText.shown(name))` is there twice"
            case .tooDeep(let limit): "the body has more than \(limit) levels"
            case .malformed: "the body must be a JSON object"
            }
        return Problem(.badRequest, code: "body_malformed", detail: detail)
    }
}
