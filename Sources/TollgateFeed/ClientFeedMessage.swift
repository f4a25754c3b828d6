internal import Foundation

/// One message of the feed that tells gates of the registrar's clients.
///
/// A stream that cannot be resumed begins with `reset`, goes through every client and ends the list with `complete`.
/// After that, and at once on a stream that is resumed, each `client` is a change. The `id` of a message is what to resume
/// after; within a list there is none.
///
/// Changes go ahead of a list that has not come to its end, and of clients that are told again because products or plans
/// stand for something else: whoever hears them takes the entry with the greater `sequence`, refuses at once whom a list
/// refuses, and admits nobody by a list before it is complete. After clients were told again there is a `complete`, too.
public enum ClientFeedMessage: Hashable, Sendable {
    /// A complete list begins; what was known is good until it ends.
    case reset
    /// What is true of a client now.
    case client(ClientFeedEntry)
    /// The complete list has ended, or everything has been told again that had to be.
    case complete

    /// An event whose data is no client's JSON.
    package struct Malformed: Error, Hashable {
        /// The event's `id`.
        package let event: String
    }

    /// The message of a server-sent event; `nil` for a name that this version does not know.
    ///
    /// - Parameter event: The event.
    /// - Throws: `Malformed`.
    package init?(_ event: ServerSentEvent) throws(Malformed) {
        switch event.name {
        case "reset": self = .reset
        case "complete": self = .complete
        case "client":
            do {
                self = .client(try JSONDecoder().decode(ClientFeedEntry.self, from: Data(event.data.utf8)))
            } catch {
                throw Malformed(event: event.lastEventID)
            }
        default: return nil
        }
    }

    /// The message as a server-sent event.
    ///
    /// - Parameter id: What a gate can resume after; empty where it cannot.
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
