package import NIOHTTP1

/// The codings of an answer's content (RFC 9110 §8.4).
package enum ContentCoding {
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
    /// - Throws: ``AnswerDefect/codings(_:understood:)`` where it has another coding than ``understood``, or more than one.
    static func check(_ headers: HTTPHeaders) throws(AnswerDefect) {
        let codings = codings(of: headers)
        guard codings.isEmpty || codings.count == 1 && understood.isSuperset(of: codings) else {
            throw .codings(codings, understood: "gzip and deflate are understood")
        }
    }

    /// Finds whether content can be read as it comes.
    ///
    /// - Throws: ``AnswerDefect/codings(_:understood:)`` where it has any coding other than `identity`.
    package static func checkIdentity(_ headers: HTTPHeaders) throws(AnswerDefect) {
        let codings = codings(of: headers)
        guard codings.isEmpty else { throw .codings(codings, understood: "no coding is understood here") }
    }
}
