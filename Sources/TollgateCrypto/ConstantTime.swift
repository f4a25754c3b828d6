/// Comparison whose duration does not depend on where two secrets differ.
package enum ConstantTime {
    /// Says whether two secrets are the same.
    ///
    /// Only their lengths influence how long this takes.
    package static func areEqual(_ lhs: String, _ rhs: String) -> Bool {
        let left = Array(lhs.utf8)
        let right = Array(rhs.utf8)
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
