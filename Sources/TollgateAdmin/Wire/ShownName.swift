/// A name that somebody sent, as an answer quotes it: short, and without anything that does something to a terminal.
enum ShownName {
    static func of(_ name: String) -> String {
        let printable = name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && $0.value < 0x2028 }
        return String(String(String.UnicodeScalarView(printable)).prefix(100))
    }
}
