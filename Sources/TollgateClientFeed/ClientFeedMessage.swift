internal import Foundation

/// One message of the feed that tells gates of the registrar's clients.
///
/// A stream that cannot be resumed begins with `reset`, goes through every client and ends the list with `complete`.
/// After that, and at once on a stream that is resumed, each `client` is a change. A stream can be resumed after the
/// `id` of a message; within a list there is none.
///
/// Changes go ahead of a list that has not come to its end, and of clients that are told again because products or
/// plans stand for something else: a reader takes the entry with the greater `sequence`, refuses at once each client
/// that a list refuses, and admits none by a list before it is complete. After clients were told again there is a
/// `complete`, too.
package enum ClientFeedMessage: Hashable, Sendable {
    /// A complete list begins; what was known is good until it ends.
    case reset
    /// The current entry of a client.
    case client(ClientFeedEntry)
    /// The complete list has ended, or everything has been told again that had to be.
    case complete

    /// The message of a server-sent event; `nil` for a name that this version does not know.
    ///
    /// - Parameter event: The event.
    /// - Throws: ``ClientFeedError/malformed(event:)`` where the data of a `client` event is no client's JSON.
    package init?(_ event: ServerSentEvent) throws(ClientFeedError) {
        switch event.name {
        case "reset": self = .reset
        case "complete": self = .complete
        case "client":
            do {
                self = .client(try JSONDecoder().decode(ClientFeedEntry.self, from: Data(event.data.utf8)))
            } catch {
                throw .malformed(event: event.lastEventID)
            }
        default: return nil
        }
    }

    /// Writes the message as a server-sent event.
    ///
    /// - Parameter id: The `id` that a gate can resume after; empty where it cannot.
    /// - Returns: The event.
    package func event(id: String = "") -> ServerSentEvent {
        switch self {
        case .reset: ServerSentEvent(name: "reset", data: "{}", lastEventID: id)
        case .complete: ServerSentEvent(name: "complete", data: "{}", lastEventID: id)
        case .client(let entry): ServerSentEvent(name: "client", data: Self.json(of: entry), lastEventID: id)
        }
    }

    private static func json(of entry: ClientFeedEntry) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers can always be encoded.
        return (try? encoder.encode(entry)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
