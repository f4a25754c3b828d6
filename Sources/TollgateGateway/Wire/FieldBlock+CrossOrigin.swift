internal import Tollgate

extension FieldBlock {
    /// The place of the value of the first field with a name in lower case.
    func value(of name: String) -> Range<Int>? {
        let count = name.utf8.count
        let bytes = bytes.span
        for line in lines where line.name.count == count && FieldValue.equals(bytes, line.name, name) {
            return line.value
        }
        return nil
    }

    /// Whether it has fields about pages of other origins.
    var hasCrossOrigin: Bool {
        let bytes = bytes.span
        return lines.contains { CrossOriginPolicy.isOwn(bytes.extracting($0.name)) }
    }
}
