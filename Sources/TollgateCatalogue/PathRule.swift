/// A path pattern and the methods that may be used on it.
public struct PathRule: Hashable, Sendable {
    /// The paths that the rule is about.
    public var pattern: PathPattern
    /// The methods, in capitals and compared exactly (RFC 9110 §9.1); `nil` means every method.
    ///
    /// With `GET` goes `HEAD`, which asks for the same without the content (RFC 9110 §9.3.2).
    public var methods: [String]?

    /// A rule with these parts.
    public init(pattern: PathPattern, methods: [String]? = nil) {
        self.pattern = pattern
        self.methods = methods
    }

    /// The methods that the rule opens, those among them that need not be written; `nil` means every method.
    package var openMethods: [String]? {
        guard let methods, methods.contains("GET"), !methods.contains("HEAD") else { return methods }
        return methods + ["HEAD"]
    }

    /// Whether the rule opens `method` on the segments of a normalised path.
    package func matches(method: String, segments: ArraySlice<Substring>) -> Bool {
        if let openMethods, !openMethods.contains(method) { return false }
        return pattern.matches(segments)
    }
}
