import Synchronization
import Tracing

/// A tracer that keeps its spans, and tells of them as W3C Trace Context has it.
///
/// Its first trace ends with 1, and so does its first span.
final class TraceContextTracer: Tracer {
    private struct Place {
        var traceID: String
        var spanID: String
        var state: String?
    }

    private enum PlaceKey: ServiceContextKey {
        typealias Value = Place
    }

    private struct State {
        var traces = 0
        var spans = 0
        var finished: [RecordedSpan] = []
    }

    private let state = Mutex(State())

    /// The spans that have ended, in the order in which they did.
    var finished: [RecordedSpan] { state.withLock { $0.finished } }
    /// The number of those that have not.
    var openCount: Int { state.withLock { $0.spans - $0.finished.count } }

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context[PlaceKey.self]
        let (traceID, spanID) = state.withLock { state in
            if parent == nil { state.traces += 1 }
            state.spans += 1
            return (
                parent?.traceID ?? String(repeating: "a", count: 31) + "\(state.traces)",
                String(repeating: "b", count: 15) + "\(state.spans)"
            )
        }
        context[PlaceKey.self] = Place(traceID: traceID, spanID: spanID, state: parent?.state)
        return RecordedSpan(
            operationName, kind, context, traceID: traceID, spanID: spanID, parentID: parent?.spanID
        ) { span in self.state.withLock { $0.finished.append(span) } }
    }

    func forceFlush() {}

    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let parts = extractor.extract(key: "traceparent", from: carrier)?.split(separator: "-") ?? []
        guard parts.count == 4, parts[1].utf8.count == 32 else { return }
        context[PlaceKey.self] = Place(
            traceID: String(parts[1]), spanID: String(parts[2]),
            state: extractor.extract(key: "tracestate", from: carrier))
    }

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context[PlaceKey.self] else { return }
        injector.inject("00-\(place.traceID)-\(place.spanID)-01", forKey: "traceparent", into: &carrier)
        if let state = place.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
        // What it must not be able to do.
        injector.inject("x\r\nX-Injected: 1", forKey: "baggage", into: &carrier)
        injector.inject("100", forKey: "Content-Length", into: &carrier)
    }
}
