#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finds where a header ends: at its first empty line.
enum HeaderEnd {
    /// The place behind the first CR, LF, CR, LF; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - bytes: The bytes that have come.
    ///   - start: The place to begin at: bytes searched before need not be searched again, but for the last three.
    /// - Returns: The place.
    static func find(in bytes: Span<UInt8>, from start: Int) -> Int? {
        // The last of the four, and the line feed that they end with.
        var index = max(0, start) + 3
        while let end = lineFeed(in: bytes, from: index) {
            if bytes[end - 1] == 0x0D, bytes[end - 2] == 0x0A, bytes[end - 3] == 0x0D { return end + 1 }
            index = end + 1
        }
        return nil
    }

    /// The place of the first line feed.
    private static func lineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, 0x0A, bytes.count - start)
            else {
                return nil
            }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
