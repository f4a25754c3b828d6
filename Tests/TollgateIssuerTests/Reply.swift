import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

/// An answer of the issuer, with its JSON at hand.
struct Reply: Sendable {
    private let response: TestResponse

    init(_ response: TestResponse) {
        self.response = response
    }

    var status: HTTPResponse.Status { response.status }
    var bodyText: String { String(buffer: response.body) }
    var members: [String: Any] {
        let value = try? JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
        return value as? [String: Any] ?? [:]
    }

    func header(_ name: HTTPField.Name) -> String? { response.headers[name] }
    func text(_ member: String) -> String? { members[member] as? String }
    func number(_ member: String) -> Int? { members[member] as? Int }
    func texts(_ member: String) -> [String]? { members[member] as? [String] }
}
