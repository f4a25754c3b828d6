#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A string that equals another only if their UTF-8 bytes are the same.
///
/// Swift's `String` calls two canonically equivalent spellings equal. For an issuer, an audience, a scope or a client
/// that would be a way in: RFC 7519 §2 and RFC 9068 §4 compare byte for byte.
package struct ExactString: Hashable, Sendable {
    /// The string itself, for showing it.
    package let text: String

    /// The string `text`, to be compared exactly.
    package init(_ text: String) {
        self.text = text
    }

    package static func == (lhs: ExactString, rhs: ExactString) -> Bool {
        let left = lhs.text.utf8Span.span
        let right = rhs.text.utf8Span.span
        guard left.count == right.count else { return false }
        return unsafe left.withUnsafeBufferPointer { left in
            unsafe right.withUnsafeBufferPointer { right in
                guard let left = left.baseAddress, let other = right.baseAddress else { return true }
                return unsafe memcmp(left, other, right.count) == 0
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        let bytes = text.utf8Span.span
        unsafe bytes.withUnsafeBufferPointer { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ExactString: Comparable {
    package static func < (lhs: ExactString, rhs: ExactString) -> Bool {
        lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
    }
}

extension ExactString: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) {
        self.init(value)
    }
}
