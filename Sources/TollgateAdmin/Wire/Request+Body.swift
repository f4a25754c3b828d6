internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Request {
    /// No resource needs more.
    private static let maximumBodyBytes = 65_536

    /// The whole body.
    ///
    /// - Throws: `Problem` 413 or 400.
    func wholeBody() async throws(Problem) -> [UInt8] {
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
    /// - Throws: `Problem`.
    func reader() async throws(Problem) -> BodyReader {
        try BodyReader(await wholeBody())
    }
}
