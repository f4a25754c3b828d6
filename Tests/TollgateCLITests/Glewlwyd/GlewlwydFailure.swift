import Foundation
import TollgateOutbound

/// Why Glewlwyd could not be started or provisioned.
struct GlewlwydFailure: Error, CustomStringConvertible {
    /// What was being done, for example "POST /api/scope/".
    let step: String
    /// What came instead.
    let detail: String

    var description: String { "Glewlwyd: \(step): \(detail)" }

    init(step: String, detail: String) {
        self.step = step
        self.detail = detail
    }

    /// The step got an answer, but not the one that it needs.
    init(step: String, response: OutboundResponse) {
        let body = String(decoding: response.body, as: UTF8.self).prefix(300)
        self.init(step: step, detail: "status \(response.status), body \(body.isEmpty ? "empty" : String(body))")
    }
}
