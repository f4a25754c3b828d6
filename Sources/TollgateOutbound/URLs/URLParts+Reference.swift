extension URLParts {
    /// The absolute URL that a reference stands for, seen from this one (RFC 3986 §5.2), read as narrowly as what a
    /// server sends deserves.
    ///
    /// An absolute URL is taken as it is; `/path`, `?query` and `name` get what they lack from this URL. What could
    /// lead elsewhere than it seems to is none: `//host`, user information, a fragment, a backslash, and segments of
    /// one or two dots (§5.2.4), also where they are percent-encoded.
    ///
    /// - Parameter reference: The reference, such as `/register/a`.
    /// - Returns: The URL; `nil` if the reference is none that can be relied on.
    package func url(of reference: String) -> String? {
        guard let first = reference.utf8.first, !reference.hasPrefix("//") else { return nil }
        let name = reference.prefix { $0 != "/" && $0 != "?" }
        let url: String
        if name.contains(":") {
            url = reference
        } else if first == UInt8(ascii: "/") {
            url = origin + reference
        } else if first == UInt8(ascii: "?") {
            url = origin + (path.isEmpty ? "/" : path) + reference
        } else {
            url = origin + (path.lastIndex(of: "/").map { path[...$0] } ?? "/") + reference
        }
        guard let parts = URLParts(url), !parts.hasDotSegment else { return nil }
        return url
    }

    /// The path, without the query.
    private var path: Substring { target.prefix { $0 != "?" } }

    private var hasDotSegment: Bool {
        path.split(separator: "/").contains { segment in
            let plain = segment.lowercased().replacing("%2e", with: ".")
            return plain == "." || plain == ".."
        }
    }
}
