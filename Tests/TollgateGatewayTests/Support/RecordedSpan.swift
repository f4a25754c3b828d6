import Synchronization
import Tracing

/// A span that a test looks at when it has ended.
final class RecordedSpan: Tracing.Span {
    private struct State {
        var name: String
        var attributes = SpanAttributes()
        var status: SpanStatus?
        var isOpen = true
    }

    let context: ServiceContext
    let kind: SpanKind
    let traceID: String
    let spanID: String
    let parentID: String?
    private let state: Mutex<State>
    private let ended: @Sendable (RecordedSpan) -> Void

    init(
        _ name: String, _ kind: SpanKind, _ context: ServiceContext, traceID: String, spanID: String,
        parentID: String?, ended: @escaping @Sendable (RecordedSpan) -> Void
    ) {
        (self.kind, self.context, self.traceID, self.spanID, self.parentID) = (kind, context, traceID, spanID, parentID)
        self.ended = ended
        state = Mutex(State(name: name))
    }

    var isRecording: Bool { true }
    var isOpen: Bool { state.withLock { $0.isOpen } }
    var status: SpanStatus? { state.withLock { $0.status } }

    var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    func setStatus(_ status: SpanStatus) { state.withLock { $0.status = status } }
    func addEvent(_ event: SpanEvent) {}
    func addLink(_ link: SpanLink) {}
    func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {}

    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        state.withLock { $0.isOpen = false }
        ended(self)
    }
}
