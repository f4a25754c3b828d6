internal import NIOHTTP1
internal import Tollgate

/// The codings of an answer's content (RFC 9110 §8.4).
enum ContentCoding {
    private static let field = "Content-Encoding"

    /// The codings that are undone, if an answer has one of them alone.
    static let understood: Set<String> = ["gzip", "deflate"]

    /// The codings in the order in which they were applied, without `identity`, in small letters.
    static func codings(of headers: HTTPHeaders) -> [String] {
        headers[canonicalForm: field].map { coding in
            let name = coding.lowercased()
            // RFC 9110 §8.4.1.3.
            return name == "x-gzip" ? "gzip" : name
        }.filter { $0 != "identity" && !$0.isEmpty }
    }

    /// Writes the field as the decompressor reads it, and takes it away where there is nothing to decompress.
    ///
    /// The decompressor takes an answer without content for one that ends too early.
    static func prepareForDecompression(_ head: inout HTTPResponseHead) {
        guard head.headers.contains(name: field) else { return }
        let codings = codings(of: head.headers)
        let hasNone = [.noContent, .notModified].contains(head.status)
        let isEmpty = hasNone || head.headers.first(name: "Content-Length") == "0"
        if isEmpty || codings.isEmpty {
            head.headers.remove(name: field)
        } else {
            head.headers.replaceOrAdd(name: field, value: codings.joined(separator: ", "))
        }
    }

    /// Finds whether an answer's content can be read, being decompressed already if it was compressed in one way alone.
    ///
    /// - Throws: `Unknown`.
    static func check(_ headers: HTTPHeaders) throws(Unknown) {
        let codings = codings(of: headers)
        guard codings.isEmpty || codings.count == 1 && understood.isSuperset(of: codings) else {
            throw Unknown(codings: codings, understood: "gzip and deflate are understood")
        }
    }

    /// Finds whether content can be read as it comes.
    ///
    /// - Throws: `Unknown`.
    static func checkIdentity(_ headers: HTTPHeaders) throws(Unknown) {
        let codings = codings(of: headers)
        guard codings.isEmpty else { throw Unknown(codings: codings, understood: "no coding is understood here") }
    }

    /// Content in a coding that is not undone.
    struct Unknown: Error, Hashable, CustomStringConvertible {
        /// The codings.
        let codings: [String]
        /// What would be, in words.
        let understood: String

        var description: String {
            let name = VisibleText.of(String(codings.joined(separator: ", ").unicodeScalars.prefix(64)))
            return "it is compressed with \(name), which was not asked for; \(understood)"
        }
    }
}
