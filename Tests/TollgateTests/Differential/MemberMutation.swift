import TollgateTesting

/// A change to the members of a JSON object.
enum MemberMutation: String, CaseIterable, Sendable {
    // What leaves a token acceptable, mostly.
    case reorder, addUnknown, respellName, respellValue, spaces, respellDate, gentleValue
    // What leaves a token acceptable to the gate, and not to libjwt.
    case newerThanLibJWT
    // What does not leave it acceptable, mostly.
    case remarkableValue, remove, duplicate, duplicateRespelled, duplicateInside, retype, oddNumber, oddString, oddName
    case nest, crowd, lengthen

    /// The changes that leave a token acceptable, mostly.
    static let gentle: [MemberMutation] = [
        .reorder, .addUnknown, .respellName, .respellValue, .spaces, .respellDate, .gentleValue,
    ]

    /// All changes, the telling ones more often.
    static let wild = allCases + Array(repeating: .remarkableValue, count: 8)

    /// Changes an object that has at least one member; it has at least one afterwards.
    ///
    /// - Parameters:
    ///   - draft: The object.
    ///   - isHeader: Whether it is a header, and not a payload.
    ///   - generator: Where the choices come from.
    func apply(to draft: inout JSONDraft, isHeader: Bool, _ generator: inout SeededGenerator) {
        let index = generator.below(draft.members.count)
        switch self {
        case .reorder: draft.members.shuffle(using: &generator)
        case .addUnknown:
            draft.members.insert(
                JSONDraft.Member("x\(generator.below(1_000_000))", RandomJSON.value(&generator)), at: index)
        case .respellName: draft.members[index].name = RandomJSON.respelled(draft.members[index].name, &generator)
        case .respellValue:
            guard draft.members[index].value.first == UInt8(ascii: "\"") else { return }
            draft.members[index].value = RandomJSON.respelled(draft.members[index].value, &generator)
        case .spaces:
            draft.spaces = (0..<5).map { _ in Array(generator.pick(["", "", " ", "\n", "\r\n", "\t", "   "]).utf8) }
        case .respellDate:
            guard !isHeader else { return }
            let name = generator.pick(["exp", "nbf", "iat"])
            let seconds = 1_700_000_000 + Int64(name == "exp" ? generator.below(300) : -generator.below(300))
            draft.set(name, RandomJSON.respelled(seconds, &generator))
        case .gentleValue, .remarkableValue:
            let values =
                switch (self, isHeader) {
                case (.gentleValue, true): RemarkableValues.gentleHeader
                case (.gentleValue, false): RemarkableValues.gentlePayload
                case (_, true): RemarkableValues.header
                case (_, false): RemarkableValues.payload
                }
            let (name, texts) = generator.pick(values)
            draft.set(name, Array(generator.pick(texts).utf8))
        case .newerThanLibJWT:
            let values = isHeader && generator.oneIn(2) ? RemarkableValues.newerHeader : RemarkableValues.newer
            let (name, texts) = generator.pick(values)
            draft.set(name, Array(generator.pick(texts).utf8))
        case .remove: if draft.members.count > 1 { draft.members.remove(at: index) }
        case .duplicate, .duplicateRespelled:
            var copy = draft.members[index]
            if self == .duplicateRespelled { copy.name = RandomJSON.respelled(copy.name, &generator) }
            if generator.oneIn(2) { copy.value = RandomJSON.value(&generator) }
            draft.members.insert(copy, at: generator.below(draft.members.count + 1))
        case .duplicateInside:
            draft.set("inside", Array(#"[{"a":{"b":1,"c":2,"\u0062":3}}]"#.utf8))
        case .retype: draft.members[index].value = RandomJSON.value(&generator)
        case .oddNumber:
            let value = Array(generator.pick(RemarkableValues.numbers).utf8)
            if generator.oneIn(2) {
                draft.set(generator.pick(isHeader ? ["x", "kid"] : ["exp", "nbf", "iat"]), value)
            } else {
                draft.set("odd", generator.oneIn(2) ? value : Array("[".utf8) + value + Array("]".utf8))
            }
        case .oddString:
            let odd = generator.pick(RemarkableValues.strings)
            let value = generator.oneIn(2) ? odd : Array("{\"x\":".utf8) + odd + Array("}".utf8)
            draft.set(
                generator.pick(isHeader ? ["x", "kid", "typ", "alg"] : ["x", "iss", "sub", "azp", "scope"]), value)
        case .oddName:
            draft.members[index].name = generator.pick(RemarkableValues.strings)
        case .nest: draft.set("deep", Self.nested(&generator, isHeader: isHeader))
        case .crowd:
            let count = isHeader ? 20 : 240 + generator.below(30)
            let names = (0..<count).map { "\"m\($0)\":0" }.joined(separator: ",")
            if generator.oneIn(2) {
                draft.set("crowd", Array("{\(names)}".utf8))
            } else {
                draft.members += (0..<count).map { JSONDraft.Member("m\($0)", json: "0") }
            }
        case .lengthen:
            let count = isHeader ? 600 + generator.below(200) : 5_200 + generator.below(500)
            draft.set("long", Array("\"\(String(repeating: "x", count: count))\"".utf8))
        }
    }

    /// Brackets of both kinds, around the depth of 16 and now and then around jansson's 2 048.
    private static func nested(_ generator: inout SeededGenerator, isHeader: Bool) -> [UInt8] {
        let depth = !isHeader && generator.oneIn(20) ? 2_044 + generator.below(6) : 12 + generator.below(8)
        var open: [UInt8] = []
        var close: [UInt8] = []
        for _ in 0..<depth {
            if depth < 100, generator.oneIn(2) {
                open += Array("{\"d\":".utf8)
                close.append(UInt8(ascii: "}"))
            } else {
                open.append(UInt8(ascii: "["))
                close.append(UInt8(ascii: "]"))
            }
        }
        return open + Array("1".utf8) + close.reversed()
    }
}
