internal import Tracing

/// Takes what a tracer tells of a span; what can be no field, or has a meaning of its own, is left out.
struct FieldInjector: Injector {
    func inject(_ value: String, forKey key: String, into fields: inout FieldBlock) {
        // A part of it may be the client's, decoded, and could end the line.
        var one = FieldBlock()
        guard (try? one.receive(key, value)) != nil, one.lines.first?.kind == .other else { return }
        try? fields.receive(key, value)
    }
}
