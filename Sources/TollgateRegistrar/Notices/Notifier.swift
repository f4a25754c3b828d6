/// A way to hand notices over to a receiver outside of the registrar.
public protocol Notifier: Sendable {
    /// Hands a notice over and returns once it was taken.
    ///
    /// It may be asked again for a notice that it has handed over, since the process can end in between.
    ///
    /// - Throws: `NotifierError.unavailable` if the receiver cannot take it now; `.refused` if it does not want this
    ///   notice.
    func send(_ notice: Notice) async throws(NotifierError)
}
