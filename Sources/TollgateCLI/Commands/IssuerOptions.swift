import TollgateConfiguration
import TollgateImport

/// The values of `--issuer`: `URL`, or `NAME=URL`.
struct IssuerOptions {
    let answers: IssuerAnswers

    /// Reads the values.
    ///
    /// - Parameter texts: The values.
    /// - Throws: `CommandFailure` for one that is no issuer, or for a second one for all.
    init(_ texts: [String]) throws {
        var answers = IssuerAnswers()
        for text in texts {
            var url = text[...]
            var name: String?
            // A URL can have a `=` too, but not before its first colon.
            if let equals = text.firstIndex(of: "="), !text[..<equals].contains(":") {
                name = String(text[..<equals])
                url = text[text.index(after: equals)...]
            }
            // Plain http to another machine is reported, with `allow_http` in the configuration.
            guard ConfigurationSyntax.isIssuer(String(url), allowsHTTP: true) else {
                throw CommandFailure.usage("--issuer: `\(url)` is not an https or http URL without query and fragment")
            }
            if let name {
                answers.byName[name] = String(url)
            } else if answers.forAll == nil {
                answers.forAll = String(url)
            } else {
                throw CommandFailure.usage("--issuer: write NAME=URL where there are several")
            }
        }
        self.answers = answers
    }
}
