/// The rules for names and descriptions that people give.
package enum PlainText {
    /// The greatest length of a name in characters: 200 (Unicode scalars, as JSON Schema counts).
    package static let maximumNameLength = 200
    /// The greatest length of a description in characters: 2 000.
    package static let maximumDescriptionLength = 2_000
    /// The rule for names, in words.
    package static let nameRule = "1 to 200 characters, none of them invisible, and no space at either end"
    /// The rule for descriptions, in words.
    package static let descriptionRule = "at most 2000 characters, printable but for tabs and line breaks"

    /// Says whether `text` is a name that can be read, that cannot be taken for another one because of unseen
    /// characters, and that does nothing to a line of a log.
    ///
    /// Characters of no width, marks for directions, controls and code points that are no characters are refused. Where
    /// a script or an emoji needs a joiner or a variation selector between two characters, it may stand there.
    package static func isName(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last, scalars.count <= maximumNameLength else {
            return false
        }
        guard !isBlank(first), !isBlank(last) else { return false }
        return scalars.indices.allSatisfy { index in
            isVisible(scalars[index]) || isBlank(scalars[index]) || isJoiner(at: index, in: scalars)
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        // The braille pattern without dots is a symbol, but nobody sees it.
        scalar.properties.generalCategory == .spaceSeparator || scalar.value == 0x2800
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        // Fillers and variation selectors are letters and marks that are not seen.
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Says whether an unseen character belongs to those around it: a joiner inside an emoji or between letters of a
    /// script that needs it (Unicode Standard §23.2), or the selector of an emoji's colours.
    private static func isJoiner(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard index > 0 else { return false }
        let before = scalars[index - 1]
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        switch scalars[index].value {
        case 0xFE0F: return isEmoji(before)
        case 0x200C, 0x200D:
            guard let next else { return false }
            let endsEmoji = isEmoji(before) || before.value == 0xFE0F || before.properties.isEmojiModifier
            if endsEmoji, scalars[index].value == 0x200D { return isEmoji(next) }
            // Arabic to Sinhala, where it decides how letters are joined.
            let joining: ClosedRange<UInt32> = 0x0600...0x0DFF
            return joining.contains(before.value) && joining.contains(next.value) && isVisible(before)
                && isVisible(next)
        default: return false
        }
    }

    private static func isEmoji(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isEmoji && !scalar.isASCII
    }

    /// Says whether `text` is a description: a name's characters, tabs and line breaks.
    package static func isDescription(_ text: String) -> Bool {
        text.unicodeScalars.count <= maximumDescriptionLength
            && text.unicodeScalars.allSatisfy { "\t\n\r".unicodeScalars.contains($0) || !isControl($0) }
    }

    /// Returns the name that was sent, as an answer quotes it: at most 100 characters, and none that does something to
    /// a terminal.
    package static func shown(_ name: String) -> String {
        let printable = name.unicodeScalars.filter { !isControl($0) }
        return String(String(String.UnicodeScalarView(printable)).prefix(100))
    }

    /// Says whether a scalar does something to the text around it.
    ///
    /// A line break in foreign text would let a server forge lines of a log, an escape code or a change of direction
    /// would let it rewrite what a terminal shows.
    package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
