internal import HTTPTypes
internal import TollgateRegistrar

/// Reads the members of a JSON object one by one, with errors that say which member, what is there, and what should be.
struct BodyReader: Sendable {
    let members: [String: JSONValue]
    private let path: String
    /// The end of the year 9999: beyond it is a mistake, such as a time in milliseconds.
    static let latestTime: Int64 = 253_402_300_799
    /// The deepest accepted nesting; no resource has more than five levels.
    private static let maximumDepth = 16

    /// Reads a body; none at all counts as an object without members.
    init(_ body: [UInt8]) throws(Problem) {
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

    init(_ members: [String: JSONValue], path: String = "") {
        self.members = members
        self.path = path
    }

    /// Refuses members that nobody here knows: a misspelt one would otherwise be ignored in silence.
    func allow(_ names: Set<String>) throws(Problem) {
        guard let name = members.keys.sorted().first(where: { !names.contains($0) }) else { return }
        throw invalid(name, "is not known here; these are: " + names.sorted().joined(separator: ", "))
    }

    func string(_ name: String) throws(Problem) -> String {
        guard let text = try optionalString(name) else { throw invalid(name, "is missing") }
        return text
    }

    func optionalString(_ name: String) throws(Problem) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw invalid(name, "must be a string") }
        return text
    }

    func optionalBool(_ name: String) throws(Problem) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw invalid(name, "must be true or false") }
        return flag
    }

    /// A time in Unix seconds.
    func optionalTime(_ name: String) throws(Problem) -> Int64? {
        guard let value = value(name) else { return nil }
        guard case .integer(let seconds) = value, (0...Self.latestTime).contains(seconds) else {
            throw invalid(name, "must be a time in Unix seconds, a whole number up to \(Self.latestTime)")
        }
        return seconds
    }

    /// A list of strings; one string of words between commas or spaces is read as well, as forms send it.
    func optionalStrings(_ name: String) throws(Problem) -> [String]? {
        try optionalList(name) { text in text.split { $0 == "," || $0 == " " }.map(String.init) }
    }

    /// A list of redirect URIs; one string of them is divided as the registrar divides it, since a comma may belong to
    /// a URI.
    func optionalRedirectURIs(_ name: String) throws(Problem) -> [String]? {
        try optionalList(name, dividing: RedirectURIRules.split)
    }

    private func optionalList(_ name: String, dividing: (String) -> [String]) throws(Problem) -> [String]? {
        guard let value = value(name) else { return nil }
        if let text = value.string { return dividing(text) }
        guard case .array(let values) = value else { throw invalid(name, "must be an array of strings") }
        var strings: [String] = []
        for value in values {
            guard let text = value.string else { throw invalid(name, "must be an array of strings") }
            strings.append(text)
        }
        return strings
    }

    func optionalObject(_ name: String) throws(Problem) -> BodyReader? {
        guard let value = value(name) else { return nil }
        guard let members = value.object else { throw invalid(name, "must be an object") }
        return BodyReader(members, path: path + name + ".")
    }

    func invalid(_ name: String, _ reason: String) -> Problem {
        Problem(.unprocessableContent, code: "request_invalid", detail: "`\(path)\(ShownName.of(name))` \(reason)")
    }

    private static func malformed(_ defect: JSONDefect) -> Problem {
        let detail =
            switch defect {
            case .notUTF8: "the body is not UTF-8"
            case .duplicateMember(let name): "the member `\(ShownName.of(name))` is there twice"
            case .tooDeep(let limit): "the body has more than \(limit) levels"
            case .malformed: "the body must be a JSON object"
            }
        return Problem(.badRequest, code: "body_malformed", detail: detail)
    }

    /// `null` is what is not there.
    private func value(_ name: String) -> JSONValue? {
        members[name].flatMap { $0 == .null ? nil : $0 }
    }
}
