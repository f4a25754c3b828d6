internal import GRDB
internal import TollgateRegistrar

/// Offers of products as rows.
enum OfferRow {
    static func put(_ offer: ProductOffer, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO offers (product, provider, client_types, approves_automatically) VALUES (?, ?, ?, ?)
                ON CONFLICT (product) DO UPDATE SET provider = excluded.provider,
                    client_types = excluded.client_types, approves_automatically = excluded.approves_automatically
                """,
            arguments: [
                offer.product, offer.provider, try JSONColumn.text(offer.clientTypes), offer.approvesAutomatically,
            ])
    }

    static func fetch(_ database: Database, product: String) throws -> ProductOffer? {
        try Row.fetchOne(database, sql: "SELECT * FROM offers WHERE product = ?", arguments: [product]).map(read)
    }

    static func fetchAll(_ database: Database) throws -> [ProductOffer] {
        try Row.fetchAll(database, sql: "SELECT * FROM offers ORDER BY product").map(read)
    }

    /// Lists the products that keep a provider from being deleted.
    static func products(_ database: Database, provider: String) throws -> [String] {
        try String.fetchAll(
            database, sql: "SELECT product FROM offers WHERE provider = ? ORDER BY product", arguments: [provider])
    }

    /// Deletes an offer and says whether there was one.
    static func delete(_ database: Database, product: String) throws -> Bool {
        try database.execute(sql: "DELETE FROM offers WHERE product = ?", arguments: [product])
        return database.changesCount > 0
    }

    private static func read(_ row: Row) throws -> ProductOffer {
        let product: String = row["product"]
        return ProductOffer(
            product: product, provider: row["provider"],
            clientTypes: try JSONColumn.value(row["client_types"], of: product),
            approvesAutomatically: row["approves_automatically"])
    }
}
