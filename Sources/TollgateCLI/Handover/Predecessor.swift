import Foundation
import NIOPosix
import Tollgate

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The process that serves now, and gives way to this one when this one is ready.
final class Predecessor: Sendable {
    /// Seconds that it may take to answer.
    private static let secondsToAnswer = 30

    /// The sockets that it listens on, by the names of their addresses; they belong to this process as well.
    let sockets: [String: CInt]
    private let connection: HandoverConnection

    /// The process that listens at a path; `nil` where none does.
    ///
    /// - Throws: `HandoverFailure` where there is one that does not give way.
    init?(at path: String) throws(HandoverFailure) {
        guard let connection = HandoverConnection(connectingTo: path) else { return nil }
        try connection.checkUser()
        connection.wait(atMost: Self.secondsToAnswer)
        guard let greeting = try? JSONDecoder().decode(Handover.Greeting.self, from: Data(try connection.receive())),
            greeting.version == Handover.Greeting(listeners: []).version
        else { throw .unreadable }
        let descriptors = try connection.receiveDescriptors()
        guard descriptors.count == greeting.listeners.count else {
            for descriptor in descriptors { close(descriptor) }
            throw .unreadable
        }
        sockets = Dictionary(zip(greeting.listeners, descriptors)) { first, _ in first }
        self.connection = connection
    }

    /// Says that this process is ready, and takes over what clients have used.
    ///
    /// - Parameter instant: Now.
    /// - Returns: The limits in use; none where the other process has gone meanwhile.
    func giveWay(at instant: Instant) async -> LimitsInUse? {
        await Self.away { [connection] in
            do {
                try connection.send(Handover.isReady)
                return try LimitsInUse(on: connection, at: instant)
            } catch {
                return nil
            }
        }
    }

    /// Says that this process serves, and waits for what was used in the other one until its last request had ended.
    ///
    /// - Parameters:
    ///   - seconds: The longest time that its requests may take.
    ///   - instant: Now.
    /// - Returns: The uses; `nil` where it has ended before it could tell.
    func rest(within seconds: Int64, at instant: Instant) async -> LimitsInUse? {
        await Self.away { [connection] in
            do {
                try connection.send(Handover.began)
                connection.wait(atMost: Int(min(seconds, 86_400)) + Self.secondsToAnswer)
                return try LimitsInUse(on: connection, at: instant)
            } catch {
                return nil
            }
        }
    }

    /// Does what blocks on a thread of its own.
    private static func away<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body()) }.start()
        }
    }
}
