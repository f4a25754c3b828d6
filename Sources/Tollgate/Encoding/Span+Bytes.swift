#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Span<UInt8> {
    /// Whether two parts are the same.
    func hasEqual(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        guard first.count == second.count else { return false }
        let first = extracting(first)
        let second = extracting(second)
        return unsafe first.withUnsafeBufferPointer { first in
            unsafe second.withUnsafeBufferPointer { second in
                guard let left = first.baseAddress, let right = second.baseAddress else { return true }
                return unsafe memcmp(left, right, first.count) == 0
            }
        }
    }

    /// Eight bytes from a place on, the first one in the lowest bits.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Up to eight bytes of a part in one number, the first one in the lowest bits.
    @inline(__always)
    func shortWord(_ part: Range<Int>) -> UInt64 {
        if part.lowerBound + 8 <= count {
            let shift = UInt64(64 - 8 * part.count)
            return part.isEmpty ? 0 : (word(at: part.lowerBound) << shift) >> shift
        }
        var value: UInt64 = 0
        for index in part.reversed() { value = value << 8 | UInt64(self[index]) }
        return value
    }
}

extension [UInt8] {
    /// Whether these bytes are those of a part of others.
    func isEqual(to other: Span<UInt8>, _ part: Range<Int>) -> Bool {
        guard count == part.count, part.lowerBound >= 0, part.upperBound <= other.count else { return false }
        return unsafe withUnsafeBufferPointer { mine in
            unsafe other.withUnsafeBufferPointer { other in
                guard let left = mine.baseAddress, let right = other.baseAddress else { return true }
                return unsafe memcmp(left, right + part.lowerBound, mine.count) == 0
            }
        }
    }

    /// Whether these bytes are those of others.
    func isEqual(to other: Span<UInt8>) -> Bool { isEqual(to: other, 0..<other.count) }

    /// Appends a part of some bytes.
    mutating func append(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        let part = bytes.extracting(part)
        unsafe part.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// A copy of some bytes.
    init(_ bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}
