import Foundation
import Testing

/// The parts of a compact token, unverified.
struct DecodedToken {
    let header: [String: Any]
    let claims: [String: Any]
    let signature: [UInt8]
    let signingInput: [UInt8]

    init(_ text: String?) throws {
        let parts = try #require(text).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        try #require(parts.count == 3)
        header = try Self.object(parts[0])
        claims = try Self.object(parts[1])
        signature = try Self.bytes(parts[2])
        signingInput = Array("\(parts[0]).\(parts[1])".utf8)
    }

    func text(_ claim: String) -> String? { claims[claim] as? String }
    func number(_ claim: String) -> Int? { claims[claim] as? Int }

    static func bytes(_ text: String) throws -> [UInt8] {
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        return Array(try #require(Data(base64Encoded: base64)))
    }

    private static func object(_ part: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(bytes(part))) as? [String: Any])
    }
}
