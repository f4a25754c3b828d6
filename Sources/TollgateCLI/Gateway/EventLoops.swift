import CTollgateSystem
import Foundation
import NIOPosix

/// The event loops that the gateway serves requests on.
enum EventLoops {
    /// One for each processor that this process may run on: a loop more would take turns with another one.
    static var count: Int {
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let usable = Int(tollgate_usable_processors())
        return max(1, usable > 0 ? min(processors, usable) : processors)
    }

    /// New ones, which the caller ends.
    static func make() -> MultiThreadedEventLoopGroup { MultiThreadedEventLoopGroup(numberOfThreads: count) }
}
