internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Request {
    /// No token request and no registration needs more.
    private static let maximumBodyBytes = 65_536

    /// The whole body.
    ///
    /// - Throws: ``OAuthError/bodyTooLarge``, ``OAuthError/bodyUnreadable``.
    func limitedBody() async throws(OAuthError) -> [UInt8] {
        do {
            return Array(try await body.collect(upTo: Self.maximumBodyBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge
        } catch {
            throw .bodyUnreadable
        }
    }

    /// Says whether the body claims to be of this media type, whatever its parameters.
    func hasContentType(_ mediaType: String) -> Bool {
        let values = headers[values: .contentType]
        guard values.count == 1, let value = values.first else { return false }
        let essence = value.prefix { $0 != ";" }
        return essence.trimmingPrefix { $0 == " " }.split(separator: " ").first?.lowercased() == mediaType
    }
}
