/// Text from a token or a key server, made safe to show: in a terminal, a log line or a report.
///
/// The sender chooses its texts, and some of them before anything is verified. A line break would forge a log
/// line, an escape sequence would steer a terminal, and a mark for right-to-left text would show another order
/// (security row 8).
package enum VisibleText {
    /// The text with everything that is not visible written as `\u{…}`, and each backslash doubled.
    package static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\\" {
                result += "\\\\"
            } else if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether a character is not visible, or changes how others look.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
