/// Hands notices over to somebody outside.
public protocol Notifier: Sendable {
    /// Hands a notice over, and returns once it was taken.
    ///
    /// It may be asked again for a notice that it has handed over, since the process can end in between.
    func send(_ notice: Notice) async throws(NotifierError)
}
