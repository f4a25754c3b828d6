#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Span<UInt8> {
    /// Whether two parts are the same; most differ in length already.
    @inlinable @inline(__always)
    func hasEqual(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        first.count == second.count && hasEqualBytes(first, second)
    }

    /// Whether two parts of one length are the same.
    @usableFromInline
    func hasEqualBytes(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        let first = extracting(first)
        let second = extracting(second)
        return unsafe first.withUnsafeBufferPointer { first in
            unsafe second.withUnsafeBufferPointer { second in
                guard let left = first.baseAddress, let right = second.baseAddress else { return true }
                return unsafe memcmp(left, right, first.count) == 0
            }
        }
    }

    /// Whether a part is the same as a part of others.
    package func hasEqual(_ part: Range<Int>, to otherPart: Range<Int>, of other: Span<UInt8>) -> Bool {
        guard part.count == otherPart.count, part.lowerBound >= 0, part.upperBound <= count,
            otherPart.lowerBound >= 0, otherPart.upperBound <= other.count
        else { return false }
        return unsafe withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { other in
                guard let left = mine.baseAddress, let right = other.baseAddress else { return true }
                return unsafe areEqual(left + part.lowerBound, right + otherPart.lowerBound, count: part.count)
            }
        }
    }

    /// Eight bytes from a place on, the first one in the lowest bits.
    @inlinable @inline(__always)
    package func word(at index: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Up to eight bytes of a part in one number, the first one in the lowest bits.
    @inlinable @inline(__always)
    package func shortWord(_ part: Range<Int>) -> UInt64 {
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
    @inlinable @inline(never)
    package func isEqual(to other: Span<UInt8>, _ part: Range<Int>) -> Bool {
        guard count == part.count, part.lowerBound >= 0, part.upperBound <= other.count else { return false }
        return unsafe withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { other in
                guard let left = mine.baseAddress, let right = other.baseAddress else { return true }
                return unsafe areEqual(left, right + part.lowerBound, count: mine.count)
            }
        }
    }

    /// Whether these bytes are those of others.
    @inlinable
    package func isEqual(to other: Span<UInt8>) -> Bool { isEqual(to: other, 0..<other.count) }

    /// Appends a part of some bytes.
    @inlinable
    package mutating func append(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        let part = bytes.extracting(part)
        unsafe part.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// A copy of some bytes.
    @inlinable
    package init(_ bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
}

/// Whether two pieces of memory are the same; most names and paths are too short for a call to be worth it.
@inlinable @inline(__always)
func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
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
    default: return unsafe areEqualAtLength(left, right, count)
    }
}

/// Whether two pieces of memory of any length are the same.
@usableFromInline
func areEqualAtLength(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    unsafe memcmp(left, right, count) == 0
}
