#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The groups of this machine.
enum SystemGroup {
    /// The most bytes of a group's entry, its members among them.
    private static let mostBytes = 1 << 20

    /// The number of a group.
    ///
    /// - Parameter name: Its name, or its number.
    /// - Returns: The number.
    /// - Throws: ``ListenerError/groupUnknown(_:)``.
    static func number(of name: String) throws(ListenerError) -> UInt32 {
        var size = 1_024
        while size <= mostBytes {
            var buffer = [CChar](repeating: 0, count: size)
            var entry = unsafe group()
            var found: UnsafeMutablePointer<group>?
            let result = unsafe getgrnam_r(name, &entry, &buffer, size, &found)
            if unsafe result == 0 && found != nil { return unsafe entry.gr_gid }
            guard result == ERANGE else { break }
            size *= 4
        }
        guard name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(name), number < .max else {
            throw .groupUnknown(name)
        }
        return number
    }
}
