internal import TollgateCatalogue
internal import Yams

extension CatalogueNodes {
    /// The rules for pages of other origins.
    static func crossOrigin(_ rules: CrossOriginRules) -> Node {
        let standard = CrossOriginRules(.any)
        var pairs: [(String, Node)] = []
        switch rules.origins {
        case .any: pairs.append(("origins", "any"))
        case .oneOf(let origins): pairs.append(("origins", texts(origins.map(\.description))))
        }
        if rules.methods != standard.methods { pairs.append(("methods", texts(rules.methods))) }
        if let fields = rules.requestFields { pairs.append(("headers", texts(fields))) }
        if let fields = rules.exposedFields { pairs.append(("expose", texts(fields))) }
        if rules.maximumAgeSeconds != standard.maximumAgeSeconds {
            pairs.append(("max_age", seconds(rules.maximumAgeSeconds)))
        }
        return mapping(pairs)
    }
}
