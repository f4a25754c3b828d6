import Tollgate

/// Why the gate refuses a token, as the differential test finds it out without asking the gate.
enum GateRefusal: String, CaseIterable, Hashable, Sendable {
    // The compact form (RFC 7515 §7.1).
    case tokenTooLong, tooManyParts, tooFewParts, emptyPart, headerTooLong, padding, standardAlphabet
    case whitespace, zeroByte, foreignCharacter, singleCharacter, spareBits
    // The header (RFC 7515 §4).
    case headerNotJSON, headerEndsAtZeroByte, headerHasDuplicate, headerTooDeep
    case otherAlgorithm, algorithmInOtherCase, unsupportedMember, typeNotString, otherType, keyIDMalformed
    case keyIDUnknown
    // The signature.
    case otherSignature, otherSignatureWithoutKeyID
    // The payload (RFC 7519 §4).
    case payloadNotJSON, payloadEndsAtZeroByte, payloadHasDuplicate, payloadTooDeep, payloadHasTooManyMembers
    case payloadIsArray, claimOfOtherType, audienceMalformed, dateMalformed, clientMalformed, scopeMalformed
    case issuerMissing
    // What the claims say.
    case issuerUnknown, typeNotOfIssuer, otherKindOfToken, audienceMissing, audienceMismatch, expiryMissing, expired
    case notYetValid, issuedAtMissing, lifetimeTooLong, boundToKey, clientMissing

    /// The checks that come one after the other; a token that fails in one is refused before the next.
    enum Stage: Int, CaseIterable, Comparable, Sendable {
        case form, header, signature, payload, claims

        static func < (lhs: Stage, rhs: Stage) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// When it is found.
    var stage: Stage {
        switch self {
        case .tokenTooLong, .tooManyParts, .tooFewParts, .emptyPart, .headerTooLong, .padding, .standardAlphabet,
            .whitespace, .zeroByte, .foreignCharacter, .singleCharacter, .spareBits:
            .form
        case .headerNotJSON, .headerEndsAtZeroByte, .headerHasDuplicate, .headerTooDeep, .otherAlgorithm,
            .algorithmInOtherCase, .unsupportedMember, .typeNotString, .otherType, .keyIDMalformed, .keyIDUnknown:
            .header
        case .otherSignature, .otherSignatureWithoutKeyID: .signature
        case .payloadNotJSON, .payloadEndsAtZeroByte, .payloadHasDuplicate, .payloadTooDeep,
            .payloadHasTooManyMembers, .payloadIsArray, .claimOfOtherType, .audienceMalformed, .dateMalformed,
            .clientMalformed, .scopeMalformed, .issuerMissing:
            .payload
        case .issuerUnknown, .typeNotOfIssuer, .otherKindOfToken, .audienceMissing, .audienceMismatch, .expiryMissing,
            .expired, .notYetValid, .issuedAtMissing, .lifetimeTooLong, .boundToKey, .clientMissing:
            .claims
        }
    }

    /// What the gate answers.
    var rejection: Rejection {
        switch self {
        case .otherAlgorithm, .algorithmInOtherCase: .algorithmUnsupported
        case .unsupportedMember: .headerUnsupported
        case .typeNotString, .otherType, .typeNotOfIssuer, .otherKindOfToken: .tokenTypeUnsupported
        case .keyIDMalformed: .tokenMalformed
        case .keyIDUnknown, .otherSignatureWithoutKeyID: .keyUnknown
        case .otherSignature: .signatureInvalid
        case .issuerMissing, .audienceMissing, .expiryMissing, .issuedAtMissing, .clientMissing: .claimMissing
        case .issuerUnknown: .issuerUnknown
        case .audienceMismatch: .audienceMismatch
        case .expired: .tokenExpired
        case .notYetValid: .tokenNotYetValid
        case .lifetimeTooLong: .lifetimeExceeded
        case .boundToKey: .proofRequired
        default: stage <= .header ? .tokenMalformed : .claimsMalformed
        }
    }

    /// Whether libjwt refuses such a token as well; then it explains no difference.
    var isShared: Bool {
        switch self {
        case .tooFewParts, .emptyPart, .headerNotJSON, .otherAlgorithm, .otherType, .otherSignature,
            .otherSignatureWithoutKeyID, .payloadNotJSON:
            true
        default: false
        }
    }
}
