/// The log of requests that a gateway writes.
package struct AccessLogSettings: Hashable, Sendable {
    /// The place that its lines are written to.
    package enum Destination: Hashable, Sendable {
        /// They are added to the file at this path.
        case file(String)
        case standardOutput
    }

    /// The place that its lines are written to.
    package var destination: Destination
    /// The part of the requests that were let pass and answered which is logged, from 0 to 1; all others always are.
    ///
    /// Default: 1.
    package var sample = 1.0
    /// Whether the query of a request is logged.
    ///
    /// Default: no.
    package var includesQuery = false

    /// Settings with this destination.
    package init(_ destination: Destination) {
        self.destination = destination
    }
}
