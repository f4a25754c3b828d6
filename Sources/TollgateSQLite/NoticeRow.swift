internal import GRDB
internal import TollgateRegistrar

/// Notices as rows.
enum NoticeRow {
    /// Adds a notice unless there is one of its identifier, and forgets those that are too old.
    static func insert(_ notice: Notice, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM notices WHERE occurred_at < ?", arguments: [notice.occurredAt - NoticeRetention.seconds])
        try database.execute(
            sql: """
                INSERT INTO notices (id, event, subject, occurred_at, members, state, attempts, due_at)
                VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?)
                ON CONFLICT (id) DO NOTHING
                """,
            arguments: [
                notice.id, notice.event.rawValue, notice.subject.rawValue, notice.occurredAt,
                try JSONColumn.text(notice.members), notice.occurredAt,
            ])
    }

    static func next(_ database: Database) throws -> WaitingNotice? {
        try Row.fetchOne(database, sql: "SELECT * FROM notices WHERE state = 'waiting' ORDER BY sequence LIMIT 1")
            .map(read)
    }

    static func exists(_ database: Database, id: String) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM notices WHERE id = ?)", arguments: [id]) ?? false
    }

    static func settle(_ attempt: NoticeAttempt, id: String, _ database: Database) throws {
        switch attempt {
        case .delivered: try set("delivered", id, database)
        case .abandoned: try set("abandoned", id, database)
        case .failed(let again):
            try database.execute(
                sql: "UPDATE notices SET attempts = attempts + 1, due_at = ? WHERE id = ?", arguments: [again, id])
        }
    }

    private static func set(_ state: String, _ id: String, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE notices SET state = ?, attempts = attempts + 1 WHERE id = ?", arguments: [state, id])
    }

    private static func read(_ row: Row) throws -> WaitingNotice {
        let id: String = row["id"]
        guard let event = Notice.Event(rawValue: row["event"]), let subject = Notice.Subject(rawValue: row["subject"])
        else { throw RegistrationError.store(.recordDamaged(id: id)) }
        let notice = Notice(
            id: id, event: event, subject: subject, occurredAt: row["occurred_at"],
            members: try JSONColumn.value(row["members"], of: id))
        return WaitingNotice(notice: notice, attempts: row["attempts"], dueAt: row["due_at"])
    }
}
