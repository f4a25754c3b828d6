import Foundation

/// What a token is, found out without the gate and without libjwt: why each of them must refuse it.
struct TokenFacts {
    /// Every reason for the gate to refuse the token, as far as the stages before let it be seen.
    private(set) var gateRefusals: [GateRefusal] = []
    /// Every reason for libjwt to refuse the token that is none for the gate.
    private(set) var libJWTRefusals: Set<LibJWTRefusal> = []
    /// The payload, where it could be read.
    private(set) var payload: ParsedJSON?

    /// The issuer whose token it says it is.
    var issuer: DifferentialIssuer? {
        DifferentialIssuer.all.first { payload?["iss"]?.isString($0.identifier) ?? false }
    }

    /// The reasons of the first stage that has one; the gate's answer must be one of theirs.
    var firstGateRefusals: [GateRefusal] {
        let first = gateRefusals.map(\.stage).min()
        return gateRefusals.filter { $0.stage == first }
    }

    /// The seconds that a claim's digits stand for.
    func date(_ claim: String) -> Int64? {
        payload.flatMap { ClaimFacts.date(claim, $0) }
    }

    /// Whether a claim's number, as the double that jansson keeps of it, stands for other seconds than its digits do.
    func isRoundedByDouble(_ claim: String) -> Bool {
        guard case .number(let text) = payload?[claim], let number = ExactNumber(text), !number.isInteger,
            let double = Double(text)
        else { return false }
        return Int64(exactly: double.rounded(claim == "exp" ? .down : .up)) != date(claim)
    }

    /// Looks at a token.
    ///
    /// - Parameters:
    ///   - token: Its bytes.
    ///   - signed: The text that was signed last, and its signature: every other pair is wrong.
    ///   - keyID: The `kid` of the only key.
    ///   - now: In seconds since 1970.
    init(_ token: [UInt8], signed: SignedText, keyID: String, now: Int64) {
        inspectForm(token)
        guard gateRefusals.isEmpty else { return }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let header = JSONInspector(Self.decode(parts[0]))
        inspectHeader(header, keyID: keyID)
        if Array(token.prefix(signed.input.count + 1)) != signed.input + [UInt8(ascii: ".")]
            || Self.decode(parts[2]) != signed.signature
        {
            gateRefusals.append(header.root?["kid"] == nil ? .otherSignatureWithoutKeyID : .otherSignature)
        }
        let body = JSONInspector(Self.decode(parts[1]))
        payload = body.root
        inspectPayload(body)
        noteLibJWTRefusals(header.findings.union(body.findings))
        if let type = header.root?["typ"]?.text, type.lowercased() != "jwt" {
            libJWTRefusals.insert(.typeOtherThanJWT)
        }
        guard !gateRefusals.contains(where: { $0.stage == .payload }), let payload else { return }
        gateRefusals += ClaimFacts(payload, type: header.root?["typ"]?.text, now: now).refusals(issuer: issuer)
    }

    private mutating func noteLibJWTRefusals(_ findings: Set<JSONInspector.Finding>) {
        if findings.contains(.integerBeyond64Bits) { libJWTRefusals.insert(.integerBeyond64Bits) }
        if findings.contains(.realOverflow) { libJWTRefusals.insert(.realOverflow) }
        if findings.contains(.zeroInString) { libJWTRefusals.insert(.zeroInString) }
        if findings.contains(.zeroInName) { libJWTRefusals.insert(.zeroInName) }
    }

    // MARK: - Stages

    private mutating func inspectForm(_ token: [UInt8]) {
        func note(_ refusal: GateRefusal, if applies: Bool) { if applies { gateRefusals.append(refusal) } }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        note(.tokenTooLong, if: token.count > 8_192)
        note(.tooManyParts, if: parts.count > 3)
        note(.tooFewParts, if: parts.count < 3)
        note(.emptyPart, if: parts.contains { $0.isEmpty })
        note(.headerTooLong, if: (parts.first?.count ?? 0) > 1_024)
        let strange = Set(token.filter { !Self.isInAlphabet[Int($0)] && $0 != UInt8(ascii: ".") })
        note(.padding, if: strange.contains(UInt8(ascii: "=")))
        note(.standardAlphabet, if: !strange.isDisjoint(with: "+/".utf8))
        note(.whitespace, if: !strange.isDisjoint(with: " \t\r\n".utf8))
        note(.zeroByte, if: strange.contains(0))
        note(.foreignCharacter, if: !strange.subtracting("=+/ \t\r\n\0".utf8).isEmpty)
        note(.singleCharacter, if: parts.contains { $0.count % 4 == 1 })
        note(.spareBits, if: parts.contains { Self.hasSpareBits($0) })
    }

    private mutating func inspectHeader(_ header: JSONInspector, keyID: String) {
        if header.findings.contains(.endsAtZeroByte) { gateRefusals.append(.headerEndsAtZeroByte) }
        if header.findings.contains(.duplicateName) { gateRefusals.append(.headerHasDuplicate) }
        if header.findings.contains(.tooDeep) { gateRefusals.append(.headerTooDeep) }
        guard gateRefusals.isEmpty else { return }
        guard let root = header.root, case .object = root else {
            gateRefusals.append(.headerNotJSON)
            return
        }
        if let algorithm = root["alg"]?.text {
            if algorithm.lowercased() != "rs256" {
                gateRefusals.append(.otherAlgorithm)
            } else if algorithm != "RS256" {
                gateRefusals.append(.algorithmInOtherCase)
            }
        } else {
            gateRefusals.append(.otherAlgorithm)
        }
        if ["crit", "b64", "zip", "enc", "cty", "jwk", "x5c"].contains(where: { root[$0] != nil }) {
            gateRefusals.append(.unsupportedMember)
        }
        if let type = root["typ"] {
            if let text = type.text {
                if !["jwt", "at+jwt"].contains(ClaimFacts.comparable(type: text)) { gateRefusals.append(.otherType) }
            } else {
                gateRefusals.append(.typeNotString)
            }
        }
        if let key = root["kid"] {
            if let bytes = key.bytes, (1...256).contains(bytes.count) {
                if bytes != Array(keyID.utf8) { gateRefusals.append(.keyIDUnknown) }
            } else {
                gateRefusals.append(.keyIDMalformed)
            }
        }
    }

    private mutating func inspectPayload(_ body: JSONInspector) {
        if body.findings.contains(.endsAtZeroByte) { gateRefusals.append(.payloadEndsAtZeroByte) }
        if body.findings.contains(.duplicateName) { gateRefusals.append(.payloadHasDuplicate) }
        if body.findings.contains(.tooDeep) { gateRefusals.append(.payloadTooDeep) }
        if body.findings.contains(.tooManyMembers) { gateRefusals.append(.payloadHasTooManyMembers) }
        guard !gateRefusals.contains(where: { $0.stage == .payload }) else { return }
        switch body.root {
        case .object: break
        case .array: gateRefusals.append(.payloadIsArray)
        default: gateRefusals.append(.payloadNotJSON)
        }
        if let payload = body.root, case .object = payload {
            gateRefusals += ClaimFacts.malformed(payload, issuer: issuer)
        }
    }

    // MARK: - Base64url

    private static let isInAlphabet = {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        return (0...255).map { alphabet.contains($0) }
    }()

    /// The bytes that a part stands for, read by Foundation; the form was looked at before.
    private static func decode(_ part: ArraySlice<UInt8>) -> [UInt8] {
        var text = part.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        text += [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: Data(text)).map { Array($0) } ?? []
    }

    /// Whether a part that Foundation reads and writes again comes out otherwise.
    private static func hasSpareBits(_ part: ArraySlice<UInt8>) -> Bool {
        let tail = part.suffix(part.count % 4)
        guard tail.count >= 2, tail.allSatisfy({ isInAlphabet[Int($0)] }) else { return false }
        let again = Data(decode(tail)).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
        return !again.utf8.starts(with: tail)
    }
}
