/// Unpredictable bytes from the operating system, for identifiers, secrets and nonces.
package enum RandomBytes {
    /// `count` bytes that cannot be predicted.
    package static func generate(count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            bytes.append(UInt8.random(in: .min ... .max, using: &generator))
        }
        return bytes
    }

    /// `count` random bytes in lower-case hexadecimal: a string of `2 × count` characters.
    package static func hexadecimal(count: Int) -> String {
        Hexadecimal.text(of: generate(count: count))
    }
}
