internal import TollgateRegistrar

/// A name that somebody sent, as an answer quotes it: short, and without anything that does something to a terminal.
enum ShownName {
    static func of(_ name: String) -> String {
        let printable = name.unicodeScalars.filter { !PlainText.isControl($0) }
        return String(String(String.UnicodeScalarView(printable)).prefix(100))
    }
}
