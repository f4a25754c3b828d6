/// The reason why a hand-over came to nothing.
enum HandoverFailure: Error, Equatable, CustomStringConvertible {
    /// The other process has gone, or takes too long.
    case gone
    /// The other process says something else than a hand-over of this version has.
    case unreadable
    /// The other process belongs to another user.
    case otherUser(UInt32)
    /// The system refuses something; the number is that of the error.
    case system(Int32)

    var description: String {
        switch self {
        case .gone: "the other process has gone, or takes too long"
        case .unreadable: "the other process speaks another version"
        case .otherUser(let user): "the other process belongs to user \(user)"
        case .system(let number): "error \(number) of the system"
        }
    }
}
