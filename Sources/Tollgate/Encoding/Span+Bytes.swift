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
        if part.upperBound >= 8 {
            return part.isEmpty ? 0 : word(at: part.upperBound - 8) >> UInt64(64 - 8 * part.count)
        }
        var value: UInt64 = 0
        for index in part.reversed() { value = value << 8 | UInt64(self[index]) }
        return value
    }
}

extension [UInt8] {
    /// Whether these bytes are those of a part of others.
    ///
    /// Not inlined: where it is, the array is retained, and threads that compare with the same one wait for each other.
    @inline(never)
    func isEqual(to other: Span<UInt8>, _ part: Range<Int>) -> Bool {
        guard count == part.count, part.lowerBound >= 0, part.upperBound <= other.count else { return false }
        return unsafe withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { other in
                guard let left = mine.baseAddress, let right = other.baseAddress else { return true }
                return unsafe areEqual(left, right + part.lowerBound, count: mine.count)
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

/// Whether two pieces of memory are the same; most names and paths are too short for a call to be worth it.
@inline(__always)
private func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
    func words(at offset: Int) -> Bool {
        unsafe left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            == right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    switch count {
    case 0: return true
    case 8...16: return words(at: 0) && words(at: count &- 8)
    case 4...7:
        let first = unsafe left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
        let last = count &- 4
        return unsafe first
            && left.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                == right.loadUnaligned(fromByteOffset: last, as: UInt32.self)
    case 1...3:
        for index in 0..<count
        where unsafe left.load(fromByteOffset: index, as: UInt8.self)
            != right.load(fromByteOffset: index, as: UInt8.self)
        { return false }
        return true
    default: return unsafe memcmp(left, right, count) == 0
    }
}
