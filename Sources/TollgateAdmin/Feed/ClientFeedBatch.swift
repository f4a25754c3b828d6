internal import TollgateRegistrar

/// What has changed between two positions of the feed, read once for all gates that follow it.
struct ClientFeedBatch: Sendable {
    /// Where it begins.
    var start: ClientFeedPosition
    /// Where it ends; where it begins, if nothing has changed and only the connection is to be shown to live.
    var end: ClientFeedPosition
    /// What products and plans stand for where it ends.
    var scopes: GrantableScopes
    /// The events; `nil` where there are so many that each gate reads them at its own pace.
    var text: String?
}
