//! Messages between lines and the types of the SDK.

use bytes::Bytes;
use http::request::Parts;
use rmcp::model::{
    ClientJsonRpcMessage, CustomNotification, CustomRequest, CustomResult, ErrorData,
    GetExtensions as _, RequestId, ServerJsonRpcMessage, ServerNotification, ServerRequest,
    ServerResult,
};
use serde_json::{Map, Value};

/// A message as the client wrote it, which the SDK passes along with the head of its request.
#[derive(Debug, Clone)]
pub(super) struct RawBody(pub(super) Bytes);

/// Line of a message of the client: as it was written, where that is known.
pub(super) fn client_line(message: &ClientJsonRpcMessage) -> Option<Vec<u8>> {
    let extensions = match message {
        ClientJsonRpcMessage::Request(request) => Some(request.request.extensions()),
        ClientJsonRpcMessage::Notification(notification) => {
            Some(notification.notification.extensions())
        }
        ClientJsonRpcMessage::Response(_) | ClientJsonRpcMessage::Error(_) => None,
    };
    let raw = extensions
        .and_then(|extensions| extensions.get::<Parts>())
        .and_then(|parts| parts.extensions.get::<RawBody>());
    match raw {
        Some(RawBody(bytes)) => Some(one_line(bytes)),
        None => serde_json::to_vec(message).ok(),
    }
}

/// The JSON on one line: a line break in it is white space.
pub(super) fn one_line(bytes: &[u8]) -> Vec<u8> {
    let space = |byte: &u8| {
        if matches!(byte, b'\n' | b'\r') {
            b' '
        } else {
            *byte
        }
    };
    bytes.iter().map(space).collect()
}

/// A line of the server as a message. Results keep all their members; only notifications of progress
/// are parsed, since the SDK finds the stream of a request by their token.
pub(super) fn server_message(line: &str) -> Option<ServerJsonRpcMessage> {
    let mut value: Value = serde_json::from_str(line).ok()?;
    let id = value.get_mut("id").map(Value::take);
    let id = id.filter(|id| !id.is_null());
    let id: Option<RequestId> = match id {
        Some(id) => Some(serde_json::from_value(id).ok()?),
        None => None,
    };
    let method = value
        .get("method")
        .and_then(Value::as_str)
        .map(str::to_owned);
    // Without parameters, the SDK would write `null`.
    let params = value.get_mut("params").map(Value::take);
    let params = Some(params.unwrap_or_else(|| Value::Object(Map::new())));
    match (method, id) {
        (Some(method), Some(id)) => {
            let request = ServerRequest::CustomRequest(CustomRequest::new(method, params));
            Some(ServerJsonRpcMessage::request(request, id))
        }
        (Some(method), None) => Some(ServerJsonRpcMessage::notification(notification(
            method, params,
        ))),
        (None, id) => {
            if let Some(error) = value.get_mut("error").map(Value::take) {
                let error: ErrorData = serde_json::from_value(error).ok()?;
                return Some(ServerJsonRpcMessage::error(error, id));
            }
            let result = value.get_mut("result").map(Value::take)?;
            let result = ServerResult::CustomResult(CustomResult(result));
            Some(ServerJsonRpcMessage::response(result, id?))
        }
    }
}

fn notification(method: String, params: Option<Value>) -> ServerNotification {
    if method == "notifications/progress" {
        let whole = serde_json::json!({"method": method, "params": params});
        if let Ok(progress @ ServerNotification::ProgressNotification(_)) =
            serde_json::from_value(whole)
        {
            return progress;
        }
    }
    ServerNotification::CustomNotification(CustomNotification::new(method, params))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_of_the_server_keep_all_members() {
        for message in [
            json!({"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "a", "new": [1.5]}], "x": null}}),
            json!({"jsonrpc": "2.0", "id": "b", "result": {}}),
            json!({"jsonrpc": "2.0", "id": "a", "error": {"code": -32000, "message": "m", "data": {"y": 1}}}),
            json!({"jsonrpc": "2.0", "id": 7, "method": "roots/list", "params": {}}),
            json!({"jsonrpc": "2.0", "id": 7, "method": "sampling/createMessage", "params": {"new": 1}}),
            json!({"jsonrpc": "2.0", "method": "notifications/tools/list_changed", "params": {}}),
            json!({"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": 1, "new": 2}}),
            json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": 3, "progress": 1.0}}),
        ] {
            let parsed = server_message(&message.to_string()).unwrap();
            assert_eq!(serde_json::to_value(&parsed).unwrap(), message);
        }
        assert!(server_message("no JSON").is_none());
        let ping = server_message(r#"{"jsonrpc": "2.0", "id": 7, "method": "ping"}"#).unwrap();
        assert_eq!(serde_json::to_value(&ping).unwrap()["params"], json!({}));
    }
}
