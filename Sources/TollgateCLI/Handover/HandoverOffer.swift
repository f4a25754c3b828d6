import Foundation
import Logging
import TollgateConcurrency
import TollgateGateway

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Listens at a path of the file system for a process that is to take over, on a thread of its own.
///
/// Only processes of the same user are answered. One that ends before it is ready changes nothing.
final class HandoverOffer: Sendable {
    /// Seconds that a successor may take to get ready.
    private static let secondsToGetReady = 300

    private struct State {
        var listener: UnixSocket?
        var current: HandoverConnection?
        var hasEnded = false
    }

    private let path: String
    private let logger: Logger
    private let state = Lock(State())
    private let successors: AsyncStream<Successor>
    private let continuation: AsyncStream<Successor>.Continuation

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        (successors, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit { stop(take()) }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - names: The addresses of the listening sockets.
    ///   - sockets: The sockets, which belong to the offer from now on.
    /// - Throws: ``CommandFailure`` where it cannot listen.
    func begin(names: [String], sockets: [CInt]) async throws(CommandFailure) {
        let socket = try await listen()
        let listener = socket.descriptor
        state.withLock { $0.listener = socket }
        let thread = Thread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard let self else {
                    if descriptor >= 0 { close(descriptor) }
                    break
                }
                if descriptor < 0 {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    if errno == EMFILE || errno == ENFILE {
                        sleep(1)
                        continue
                    }
                    break
                }
                self.serve(HandoverConnection(descriptor: descriptor), names, sockets)
            }
            // Only here: elsewhere the number could be another descriptor's before `accept` is called again.
            close(listener)
            for socket in sockets { close(socket) }
        }
        thread.name = "handover"
        thread.start()
    }

    /// The next process that is ready to take over; `nil` when the offer has ended, or the task is cancelled.
    func successor() async -> Successor? {
        for await successor in successors { return successor }
        return nil
    }

    /// Stops listening, and removes the path.
    func end() async {
        let work = take()
        await work.listener?.remove()
        stop(work)
    }

    /// Takes out what is at work.
    private func take() -> (listener: UnixSocket?, current: HandoverConnection?) {
        state.withLock { state in
            defer {
                state.hasEnded = true
                state.listener = nil
                state.current = nil
            }
            return (state.listener, state.current)
        }
    }

    private func stop(_ work: (listener: UnixSocket?, current: HandoverConnection?)) {
        continuation.finish()
        guard let listener = work.listener else { return }
        // Wakes the thread, in whatever it waits.
        shutdown(listener.descriptor, CInt(SHUT_RDWR))
        work.current?.cancel()
    }

    /// Gives a process the sockets, and waits until it is ready.
    private func serve(_ connection: HandoverConnection, _ names: [String], _ sockets: [CInt]) {
        let isOn = state.withLock { state in
            if !state.hasEnded { state.current = connection }
            return !state.hasEnded
        }
        guard isOn else { return }
        defer { state.withLock { $0.current = nil } }
        do {
            try connection.checkUser()
            connection.wait(atMost: Self.secondsToGetReady)
            let greeting = try? JSONEncoder().encode(Handover.Greeting(listeners: names))
            try connection.send(Array(greeting ?? Data()))
            try connection.send(descriptors: sockets)
            logger.info("a successor has come; it is given the sockets when it is ready")
            guard try connection.receive() == Handover.isReady else { throw HandoverFailure.unreadable }
            // It is no more this object's to cancel.
            state.withLock { $0.current = nil }
            continuation.yield(Successor(connection))
        } catch {
            logger.warning("a successor did not take over; going on", metadata: ["reason": "\(error)"])
        }
    }

    /// A socket that listens at the path, for this user alone.
    private func listen() async throws(CommandFailure) -> UnixSocket {
        do throws(ListenerError) {
            let socket = try await UnixSocket(path: path, mode: 0o600, group: nil)
            // A thread waits for those that connect.
            _ = fcntl(socket.descriptor, F_SETFL, 0)
            return socket
        } catch {
            throw CommandFailure.handover(at: path, because: "\(error)")
        }
    }
}
