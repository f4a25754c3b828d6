internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A refusal of the bridge: `{"error": …, "error_description": …}`, as RFC 7591 §3.2.2 has it.
struct BridgeFailure: HTTPResponseError {
    private struct Body: Encodable {
        let error: String
        let error_description: String
    }

    let status: HTTPResponse.Status
    let code: String
    let explanation: String

    static let keyWrong = BridgeFailure(
        status: .unauthorized, code: "invalid_key", explanation: "X-API-Key is missing or wrong")
    static let clientUnknown = BridgeFailure(
        status: .notFound, code: "not_found", explanation: "there is no such client")
    static let keyReused = BridgeFailure(
        status: .conflict, code: "idempotency_key_reused",
        explanation: "another registration was made with this Idempotency-Key")

    static func invalid(_ explanation: String) -> BridgeFailure {
        BridgeFailure(status: .badRequest, code: "invalid_client_metadata", explanation: explanation)
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = try JSONEncoder().encode(Body(error: code, error_description: explanation))
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
