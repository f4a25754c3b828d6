/// Unpredictable bytes from the operating system, for identifiers, secrets and nonces.
public enum RandomBytes {
    /// `count` bytes that nobody can predict.
    public static func generate(count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            bytes.append(UInt8.random(in: .min ... .max, using: &generator))
        }
        return bytes
    }

    /// `count` random bytes in lower-case hexadecimal: a string of `2 × count` characters.
    public static func hexadecimal(count: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for byte in generate(count: count) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
