/// The products that open an API, for telling a client which scope would have been enough.
struct ProductHints: Sendable {
    /// A product, and the part of the API that it opens.
    struct Product: Sendable {
        /// A scope that stands for it.
        let scope: String
        let opening: PathOpening
    }

    private let products: [Product]
    /// For each rule the product that has it, `none` or `several`.
    private let owners: [Int32]
    private static let none: Int32 = -1
    private static let several: Int32 = -2
    /// The rules that any product has.
    private let access: PathAccess
    /// The first two products that open everything.
    private let unrestricted: [Int]

    init(_ products: [Product]) {
        self.products = products
        var access = PathAccess()
        var owners: [Int32] = []
        var unrestricted: [Int] = []
        for (place, product) in products.enumerated() {
            guard case .rules(let numbers) = product.opening else {
                if unrestricted.count < 2 { unrestricted.append(place) }
                continue
            }
            access.insert(product.opening)
            for number in numbers.map(Int.init) {
                while owners.count <= number { owners.append(Self.none) }
                owners[number] = owners[number] == Self.none ? Int32(truncatingIfNeeded: place) : Self.several
            }
        }
        self.access = access
        self.owners = owners
        self.unrestricted = unrestricted
    }

    /// The scope of the only product that opens a request.
    ///
    /// - Parameter rule: Finds a rule for the request among those that are open, if there is one.
    /// - Returns: The scope; `nil` where no product opens the request, or several do.
    func sufficientScope(_ rule: (PathAccess) -> Int?) -> String? {
        guard unrestricted.count < 2 else { return nil }
        guard let first = rule(access) else { return unrestricted.first.map { products[$0].scope } }
        let owner = owners[first]
        guard unrestricted.isEmpty, owner != Self.several else { return nil }
        let product = products[Int(owner)]
        guard case .rules(let numbers) = product.opening else { return nil }
        var others = access
        others.remove(numbers.filter { owners[Int($0)] == owner })
        return rule(others) == nil ? product.scope : nil
    }
}
