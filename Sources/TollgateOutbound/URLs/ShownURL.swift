/// A URL as errors and logs show it: without what may be a secret.
package enum ShownURL {
    /// Cuts a URL before its query, in which some providers carry a token.
    package static func text(_ url: String) -> String {
        guard let end = url.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return url }
        return String(url[..<end]) + "?…"
    }
}
