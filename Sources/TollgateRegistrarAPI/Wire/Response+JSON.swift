internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TollgateRegistrar

extension Response {
    static func json(_ value: [String: JSONValue], status: HTTPResponse.Status = .ok) -> Response {
        json(bytes: JSONValue.object(value).text, status: status)
    }

    static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static var noContent: Response { Response(status: .noContent) }
}
