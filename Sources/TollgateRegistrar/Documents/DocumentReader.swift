/// A reader of the members of a JSON object, with errors that name the member, its value and the remedy.
package struct DocumentReader: Sendable {
    package let members: [String: JSONValue]
    private let path: String
    /// The latest time that is taken, the end of the year 9999: beyond it is a mistake, such as a time in milliseconds.
    package static let latestTime: Int64 = 253_402_300_799

    /// Reads the members of an object.
    ///
    /// - Parameters:
    ///   - members: The members.
    ///   - path: The object's own place, for errors: empty, or a path that ends with a dot.
    package init(_ members: [String: JSONValue], path: String = "") {
        self.members = members
        self.path = path
    }

    /// Refuses members with other names: a misspelt one would otherwise be ignored in silence.
    ///
    /// - Throws: `DocumentError` for the first of them, by name.
    package func allow(_ names: Set<String>) throws(DocumentError) {
        guard let name = members.keys.sorted().first(where: { !names.contains($0) }) else { return }
        throw invalid(name, "is not known here; these are: " + names.sorted().joined(separator: ", "))
    }

    /// Returns a member that must be there and be a string.
    ///
    /// - Throws: `DocumentError` if it is missing, or not a string.
    package func string(_ name: String) throws(DocumentError) -> String {
        guard let text = try optionalString(name) else { throw invalid(name, "is missing") }
        return text
    }

    /// Returns a member that is a string, if it is there.
    ///
    /// - Throws: `DocumentError` if it is there, and not a string.
    package func optionalString(_ name: String) throws(DocumentError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw invalid(name, "must be a string") }
        return text
    }

    /// Returns a member that is `true` or `false`, if it is there.
    ///
    /// - Throws: `DocumentError` if it is there, and neither of the two.
    package func optionalBool(_ name: String) throws(DocumentError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw invalid(name, "must be true or false") }
        return flag
    }

    /// Returns a time in Unix seconds, if it is there.
    ///
    /// - Throws: `DocumentError` if it is there, and not a whole number from 0 to the end of the year 9999.
    package func optionalTime(_ name: String) throws(DocumentError) -> Int64? {
        guard let value = value(name) else { return nil }
        guard case .integer(let seconds) = value, (0...Self.latestTime).contains(seconds) else {
            throw invalid(name, "must be a time in Unix seconds, a whole number up to \(Self.latestTime)")
        }
        return seconds
    }

    /// Returns a list of strings, if it is there; one string of words between commas or spaces is read as well, as
    /// forms send it.
    ///
    /// - Throws: `DocumentError` if it is there, and neither a string nor an array of strings.
    package func optionalStrings(_ name: String) throws(DocumentError) -> [String]? {
        try optionalList(name) { text in text.split { $0 == "," || $0 == " " }.map(String.init) }
    }

    /// Returns a list of redirect URIs, if it is there; one string of them is divided as the registrar divides it,
    /// since a comma may belong to a URI.
    ///
    /// - Throws: `DocumentError` if it is there, and neither a string nor an array of strings.
    package func optionalRedirectURIs(_ name: String) throws(DocumentError) -> [String]? {
        try optionalList(name, dividing: RedirectURIRules.split)
    }

    private func optionalList(_ name: String, dividing: (String) -> [String]) throws(DocumentError) -> [String]? {
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

    /// Returns a member that is an object, if it is there.
    ///
    /// - Throws: `DocumentError` if it is there, and not an object.
    package func optionalObject(_ name: String) throws(DocumentError) -> DocumentReader? {
        guard let value = value(name) else { return nil }
        guard let members = value.object else { throw invalid(name, "must be an object") }
        return DocumentReader(members, path: path + name + ".")
    }

    /// Returns the error of a member: its place and the reason.
    package func invalid(_ name: String, _ reason: String) -> DocumentError {
        DocumentError("`\(path)\(PlainText.shown(name))` \(reason)")
    }

    /// Returns a member's value; `null` counts as absent.
    private func value(_ name: String) -> JSONValue? {
        members[name].flatMap { $0 == .null ? nil : $0 }
    }
}
