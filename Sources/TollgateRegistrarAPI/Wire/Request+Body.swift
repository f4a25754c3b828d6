internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TollgateRegistrar

extension Request {
    /// No resource needs more.
    private static let maximumBodyBytes = 65_536

    /// The whole body, which must be JSON if there is one.
    ///
    /// - Throws: ``Problem`` 413 `body_too_large`, 415 `media_type_unsupported`, or 400 `body_unreadable`.
    func wholeBody() async throws(Problem) -> [UInt8] {
        let bytes = try await collectedBody()
        guard bytes.isEmpty || hasJSONType else {
            throw Problem(
                .unsupportedMediaType, code: "media_type_unsupported", detail: "a body must be `application/json`")
        }
        return bytes
    }

    /// Whether the body is said to be JSON, or nothing is said of it.
    private var hasJSONType: Bool {
        guard let type = headers[.contentType] else { return true }
        let parts = type.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        // JSON has no parameters; the one that is often sent says what is so anyway (RFC 8259 §11).
        return parts[0] == "application/json"
            && parts.dropFirst().allSatisfy { ["", "charset=utf-8", #"charset="utf-8""#].contains($0) }
    }

    private func collectedBody() async throws(Problem) -> [UInt8] {
        do {
            return Array(try await body.collect(upTo: Self.maximumBodyBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem(
                .contentTooLarge, code: "body_too_large",
                detail: "a body has at most \(Self.maximumBodyBytes) bytes")
        } catch {
            throw Problem(.badRequest, code: "body_unreadable", detail: "the body ended before it was complete")
        }
    }

    /// The body as a JSON object.
    ///
    /// - Throws: ``Problem`` as ``wholeBody()``, and 400 `body_malformed` where it is no JSON object.
    func reader() async throws(Problem) -> DocumentReader {
        try DocumentReader(body: await wholeBody())
    }
}
