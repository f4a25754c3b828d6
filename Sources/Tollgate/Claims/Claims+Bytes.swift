extension Claims {
    /// A text among the claims, for reading its bytes without making a string of them.
    package enum Text: Sendable {
        case issuer
        case subject
        case client
    }

    /// Hands the bytes of a text to `body`; `nil` where the token does not have it.
    package func withBytes<Result>(of text: Text, _ body: (Span<UInt8>) -> Result) -> Result? {
        let part =
            switch text {
            case .issuer: issuerPart
            case .subject: subjectPart
            case .client: clientPart
            }
        guard let part else { return nil }
        return body(texts.span.extracting(Int(part.lowerBound)..<Int(part.upperBound)))
    }

    /// Whether both name the same client at the same issuer, byte for byte.
    package func hasSameClient(as other: Claims) -> Bool {
        guard let client = clientPart, let theirs = other.clientPart else { return false }
        return isEqual(client, other, theirs)
            && isEqual(issuerPart ?? 0..<0, other, other.issuerPart ?? 0..<0)
    }

    private func isEqual(_ part: Range<UInt16>, _ other: Claims, _ theirs: Range<UInt16>) -> Bool {
        texts[Int(part.lowerBound)..<Int(part.upperBound)]
            == other.texts[Int(theirs.lowerBound)..<Int(theirs.upperBound)]
    }
}
