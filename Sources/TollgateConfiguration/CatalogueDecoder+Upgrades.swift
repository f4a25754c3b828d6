internal import TollgateCatalogue

extension CatalogueDecoder {
    /// Reads which upgrades an API allows, and what ends with a token.
    func decodeUpgrades(_ section: YAMLSection, _ api: inout API) {
        if let value = section["upgrades"] {
            api.upgrades = value.texts(
                "a list of protocols", each: UpgradeProtocol.rule, where: UpgradeProtocol.isName)
        }
        if let entry = section["websocket_token"]?.section(.webSocketToken),
            let name = entry.required("protocol", "the name before the token in Sec-WebSocket-Protocol")?.text(
                WebSocketTokenEntry.nameRule, where: WebSocketTokenEntry.isName)
        {
            api.webSocketToken = WebSocketTokenEntry(name: name)
        }
        api.onExpiry = section["on_expiry"]?.oneOf(API.OnExpiry.self) ?? .endStreams
    }
}
