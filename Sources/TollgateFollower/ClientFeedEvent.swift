package import TollgateClientFeed

/// An event from a source of the feed.
package enum ClientFeedEvent: Hashable, Sendable {
    /// The registrar has accepted the connection; messages may follow at any time.
    case opened
    /// A message, and the `id` to resume after.
    case message(ClientFeedMessage, id: String)
    /// All messages that came together have been brought; what was said is to outlast the machine from here on.
    case paused
}
