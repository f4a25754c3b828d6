import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What a route writes into a response that does not end.
final class WrittenBody: Sendable {
    struct Writer: ResponseBodyWriter {
        fileprivate let body: WrittenBody

        mutating func write(_ buffer: ByteBuffer) async throws {
            body.state.withLock { $0.text += String(buffer: buffer) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            body.state.withLock { $0.isFinished = true }
        }
    }

    private let state = Mutex((text: "", isFinished: false))

    var text: String { state.withLock { $0.text } }
    var isFinished: Bool { state.withLock { $0.isFinished } }
    var writer: Writer { Writer(body: self) }
}
