import Foundation

/// What a gateway and its successor say to each other.
///
/// The successor connects, and is told the names of the listening sockets and given them. When it is ready it says so.
/// It is given the quotas in use, begins, and says so. When the last request of the old process has ended, it is told
/// what was used meanwhile.
enum Handover {
    /// The first message.
    struct Greeting: Codable, Equatable {
        /// The version of all messages.
        var version = 1
        /// The addresses that the sockets listen on, as the configuration has them, in the order of the sockets.
        var listeners: [String]
    }

    static let isReady = Array("ready".utf8)
    static let began = Array("began".utf8)
}
