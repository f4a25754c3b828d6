extension FieldBlock {
    /// The place of the value of `Upgrade` (RFC 9110 §7.8), where there is exactly one.
    var upgrade: Range<Int>? {
        let bytes = bytes.span
        var found: Range<Int>?
        for line in lines where line.kind == .hopByHop && FieldValue.equals(bytes, line.name, "upgrade") {
            guard found == nil else { return nil }
            found = line.value
        }
        return found
    }
}
