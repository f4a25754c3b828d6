import AsyncAlgorithms
import Hummingbird
import NIOCore
import TollgateConcurrency

/// The body of a request on its way to the upstream, which can be given up at any time.
///
/// The upstream may answer before it has read the whole body, and the client may stop sending. Whoever reads the
/// client's connection then has to stop before Hummingbird reads on from it: two readers at once would trap. So the body
/// is read by a task of its own that hands it on, buffer by buffer, and that ends when it is told to.
final class Upload: Sendable {
    /// What the client to the upstream reads.
    let body = AsyncThrowingChannel<ByteBuffer, any Error>()
    private let reader: Task<Void, Never>
    private let failure = Failure()

    /// What was wrong with the body as it came from the client; `nil` as long as nothing was.
    var fault: (any Error)? { failure.error.withLock { $0 } }

    private final class Failure: Sendable {
        let error = Lock<(any Error)?>(nil)
    }

    init(_ request: RequestBody) {
        reader = Task { [body, failure] in
            do {
                for try await buffer in request {
                    await body.send(buffer)
                    if Task.isCancelled { break }
                }
                body.finish()
            } catch {
                if !(error is CancellationError) { failure.error.withLock { $0 = error } }
                body.fail(error)
            }
        }
    }

    /// Stops reading, and returns once nobody reads any more.
    ///
    /// Where the body was not read to its end, the connection to the client cannot be used again and is closed.
    func end() async {
        reader.cancel()
        body.fail(CancellationError())
        await reader.value
    }
}
