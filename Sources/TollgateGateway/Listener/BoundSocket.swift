/// A socket that is bound and listens already: one of a service manager, or of the process before this one.
public struct BoundSocket: Hashable, Sendable {
    /// The descriptor, which belongs to the gateway once it is given to it.
    public var descriptor: CInt
    /// Whether the file of a unix socket is removed when the gateway ends.
    public var ownsFile: Bool

    /// A socket.
    ///
    /// - Parameters:
    ///   - descriptor: The descriptor.
    ///   - ownsFile: Whether the file of a unix socket is removed when the gateway ends. Default: no, it is the service
    ///     manager's.
    public init(_ descriptor: CInt, ownsFile: Bool = false) {
        self.descriptor = descriptor
        self.ownsFile = ownsFile
    }
}
