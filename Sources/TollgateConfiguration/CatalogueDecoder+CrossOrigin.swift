internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    /// Reads which pages of other origins may call an API.
    func decodeCrossOrigin(_ value: YAMLValue) -> API.CrossOrigin? {
        if value.node.scalar != nil {
            return value.value("`off` or a mapping with origins") { $0 == "off" ? .off : nil }
        }
        guard let section = value.section(.cors),
            let origins = section.required("origins", "whose pages may call the API").flatMap(decodeOrigins)
        else { return nil }
        var rules = CrossOriginRules(origins)
        if let value = section["methods"] {
            rules.methods = value.texts("a list of methods", each: "a method in capitals") { text in
                CrossOriginRules.isToken(text) && text == text.uppercased()
            }
            if rules.methods.isEmpty { value.fail("at least one method is needed") }
        }
        rules.requestFields = section["headers"].map(fieldNames)
        rules.exposedFields = section["expose"].map(fieldNames)
        if let seconds = section["max_age"]?.seconds() { rules.maximumAgeSeconds = seconds }
        return .rules(rules)
    }

    private func decodeOrigins(_ value: YAMLValue) -> CrossOriginRules.Origins? {
        if value.node.scalar != nil {
            return value.value("`any` or a list of origins") { $0 == "any" ? .any : nil }
        }
        guard let list = value.list("`any` or a list of origins") else { return nil }
        if list.isEmpty { value.fail("an empty list admits no page; write `cors: off`") }
        return .oneOf(list.compactMap { $0.value(OriginPattern.rule) { OriginPattern($0) } })
    }

    private func fieldNames(_ value: YAMLValue) -> [String] {
        value.texts("a list of names of fields", each: CrossOriginRules.tokenRule, where: CrossOriginRules.isToken)
    }
}
