internal import Foundation
internal import HTTPTypes

/// The credentials of a request's `Authorization` header.
enum AuthorizationHeader: Hashable, Sendable {
    case absent
    /// `client_secret_basic`: both parts form-decoded (RFC 6749 §2.3.1).
    case basic(id: String, secret: String)
    case bearer(String)
    /// More than one header, another scheme, or one of these two broken.
    case unusable

    init(_ headers: HTTPFields) {
        let values = headers[values: .authorization]
        guard let value = values.first else {
            self = .absent
            return
        }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard values.count == 1, parts.count == 2 else {
            self = .unusable
            return
        }
        let credentials = parts[1].drop { $0 == " " }
        switch parts[0].lowercased() {
        case "basic": self = Self.basic(String(credentials)) ?? .unusable
        case "bearer" where !credentials.isEmpty: self = .bearer(String(credentials))
        default: self = .unusable
        }
    }

    private static func basic(_ credentials: String) -> AuthorizationHeader? {
        guard let pair = Data(base64Encoded: credentials), let colon = pair.firstIndex(of: UInt8(ascii: ":")),
            let id = FormParameters.decoded(pair[..<colon]),
            let secret = FormParameters.decoded(pair[pair.index(after: colon)...])
        else { return nil }
        return .basic(id: id, secret: secret)
    }
}
