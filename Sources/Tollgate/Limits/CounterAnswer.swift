/// The answer of a counter to a request.
enum CounterAnswer: Hashable, Sendable {
    /// One is taken; the number is the counter's state afterwards.
    case taken(Int64)
    /// There is none left.
    case lacking
    /// No window has begun, or it is over: begin one and ask again.
    case windowOver
    /// The counter was dropped for disuse: ask the limiter for the one that counts now.
    case retired
}
