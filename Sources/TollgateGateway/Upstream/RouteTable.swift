internal import Tollgate
internal import TollgateCatalogue

/// The servers of one loop's requests by API, and the pools that they share.
struct RouteTable {
    private let connector: any UpstreamConnector
    private let names: NameBook
    private let health: HealthBook
    /// By the places of the APIs in their catalogue; an API of a newer one takes the place of an older one's.
    private var groups: [UpstreamGroup?] = []
    /// The newest of each API by its name.
    private var named: [String: UpstreamGroup] = [:]
    private var pools: [UpstreamPool.Key: UpstreamPool] = [:]
    /// Pools that no route leads to any more, until their last request has ended.
    private var retired: [UpstreamPool] = []
    /// The catalogue whose routes there are.
    private var catalogue: CompiledCatalogue?
    /// Whether there may be routes of others as well.
    private var hasStrays = false
    /// The groups whose servers are checked.
    private var checked: [UpstreamGroup] = []

    /// A table without routes.
    ///
    /// - Parameters:
    ///   - connector: Makes connections.
    ///   - names: The addresses of names.
    ///   - health: The results of checks.
    init(_ connector: any UpstreamConnector, _ names: NameBook, _ health: HealthBook) {
        self.connector = connector
        self.names = names
        self.health = health
    }

    /// The servers of an API.
    mutating func group(of api: CompiledAPI, on loop: GatewayLoop) -> UpstreamGroup {
        let place = api.place
        if groups.indices.contains(place), let known = groups[place], known.api === api { return known }
        hasStrays = true
        let group = makeGroup(of: api, on: loop)
        while groups.count <= place { groups.append(nil) }
        groups[place] = group
        return group
    }

    private mutating func makeGroup(of api: CompiledAPI, on loop: GatewayLoop) -> UpstreamGroup {
        let limits = loop.limits.upstream(api.source.bounds)
        let routes = api.source.servers.map { server in
            let parts = UpstreamAddress.parts(
                of: server.url, api.source.upstreamTLS, isHTTP2: api.source.upstreamProtocol == .http2)
            let key = parts.map { UpstreamPool.Key($0.address, limits) }
            return (server, UpstreamRoute(to: api, limits, key.map { pool(of: $0, on: loop) }, parts))
        }
        let group = UpstreamGroup(api, limits, routes, on: loop)
        if let old = named.updateValue(group, forKey: api.name) { group.adopt(old) }
        return group
    }

    private mutating func pool(of key: UpstreamPool.Key, on loop: GatewayLoop) -> UpstreamPool {
        if let known = pools[key] { return known }
        let new = UpstreamPool(key, connector, names, loop)
        pools[key] = new
        return new
    }

    /// Makes the routes of a catalogue, so that names are known before requests come, and gives up the pools of others.
    private mutating func adopt(_ catalogue: CompiledCatalogue, on loop: GatewayLoop) {
        self.catalogue = catalogue
        hasStrays = false
        let current = catalogue.apis.map { api in
            if groups.indices.contains(api.place), let known = groups[api.place], known.api === api { return known }
            return makeGroup(of: api, on: loop)
        }
        groups = current
        named = Dictionary(current.map { ($0.api.name, $0) }) { first, _ in first }
        checked = current.filter { $0.api.source.upstreamHealth.check != nil }
        let used = Set(current.flatMap(\.routes).compactMap { $0.pool?.key })
        for (key, pool) in pools where !used.contains(key) {
            pools[key] = nil
            pool.retire()
            retired.append(pool)
        }
    }

    /// Looks up names that are due, ends waits that have taken too long, and checks servers.
    mutating func sweep(_ catalogue: CompiledCatalogue, on loop: GatewayLoop) {
        if catalogue !== self.catalogue || hasStrays { adopt(catalogue, on: loop) }
        names.lookUpDue(at: loop.moment)
        for pool in pools.values { pool.sweep(at: loop.moment) }
        if !loop.isDraining { for group in checked { group.sweep(health) } }
        guard !retired.isEmpty else { return }
        for pool in retired {
            pool.sweep(at: loop.moment)
            if pool.isOver { pool.end() }
        }
        retired.removeAll { $0.isOver }
    }

    /// Ends all pools: their names are watched no more.
    func end() {
        for pool in pools.values { pool.end() }
        for pool in retired { pool.end() }
    }
}
