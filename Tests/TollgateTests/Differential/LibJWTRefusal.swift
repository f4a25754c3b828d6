/// Why libjwt 1.10 refuses a token that the gate verifies.
enum LibJWTRefusal: String, CaseIterable, Hashable, Sendable {
    case typeOtherThanJWT
    case integerBeyond64Bits
    case realOverflow
    case zeroInString
    case zeroInName

    /// The reason, in a sentence.
    var explanation: String {
        switch self {
        case .typeOtherThanJWT:
            "libjwt 1.10 knows no `typ` but `JWT`; `at+jwt` (RFC 9068 §2.1) is newer than it is."
        case .integerBeyond64Bits:
            "jansson keeps an integer in 64 bits and refuses a text with a larger one; RFC 8259 §6 allows it, and the "
                + "gate does not look at numbers in claims that it does not use."
        case .realOverflow:
            "jansson keeps a real as a double and refuses a text with a larger one, such as `1e400`."
        case .zeroInString:
            "jansson refuses `\\u0000` in a string, because C ends its strings there; RFC 8259 §7 allows it."
        case .zeroInName:
            "jansson refuses `\\u0000` in a member's name, because C ends its strings there."
        }
    }
}
