/// One event of a `text/event-stream` (WHATWG HTML §9.2).
package struct ServerSentEvent: Hashable, Sendable {
    /// The event's type.
    ///
    /// Default: `message`.
    package var name: String
    /// Its data; several lines are joined by line feeds.
    package var data: String
    /// The last `id` that the stream has given so far, which a client sends as `Last-Event-ID` to resume.
    package var lastEventID: String

    /// An event with these parts.
    package init(name: String = "message", data: String, lastEventID: String = "") {
        self.name = name
        self.data = data
        self.lastEventID = lastEventID
    }

    /// The event as it is written on the wire.
    package var text: String {
        var text = lastEventID.isEmpty ? "" : "id: \(lastEventID)\n"
        text += "event: \(name)\n"
        for line in data.split(separator: "\n", omittingEmptySubsequences: false) { text += "data: \(line)\n" }
        return text + "\n"
    }
}
