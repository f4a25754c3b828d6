import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// A connection of a client that Hummingbird serves.
struct ServerConnection: ServerChildChannelValue {
    /// Its requests and answers.
    let parts: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
    /// Fulfilled as soon as the client does not wait for an answer any more.
    let abandoned: EventLoopFuture<Void>

    var channel: any Channel { parts.channel }
}
