//! Responses that official clients would not understand are answered with an error.

use serde_json::{Value, json};

use crate::client::Client;

fn error_for(client: &mut Client, text: &str) -> Value {
    let id = client.call("raw", json!({"text": text}));
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32000, "{text}: {answer}");
    answer["error"]["message"].clone()
}

#[test]
fn a_response_that_no_client_understands_is_answered_with_an_error() {
    let mut client = Client::ready(&["--ping-after", "0"], &[]);
    let server = client.server_process();
    let good = r#"{"jsonrpc":"2.0","id":ID,"result":{"x":1}}"#;
    let lines = good.replace(',', ",\n  ").replace('{', "{\n");
    let cases = [
        (good.replace(":1}", ":NaN}"), "is not valid JSON"),
        (format!("\u{feff}{good}"), "byte order mark"),
        (format!("done: {good}"), "other text"),
        (format!("{good} // done"), "other text"),
        (good.replace('"', "'"), "is not valid JSON"),
        (lines, "on several lines"),
        (
            good.replace(r#"{"x":1}"#, "null"),
            "is not a valid JSON-RPC 2.0 message",
        ),
        (
            good.replace(r#""result":{"x":1}"#, r#""error":"boom""#),
            "is not a valid JSON-RPC",
        ),
        (
            good.replace(r#""jsonrpc":"2.0","#, ""),
            "is not a valid JSON-RPC",
        ),
        (good.replace("ID", "NaN"), "is not valid JSON"),
    ];
    for (text, why) in cases {
        let message = error_for(&mut client, &format!("{text}\n"));
        assert!(message.as_str().unwrap().contains(why), "{text}: {message}");
    }
    let message = error_for(&mut client, good);
    assert!(
        message.as_str().unwrap().contains("did not end the line"),
        "{message}"
    );
    // The next response is on the same line.
    let id = client.call("echo", json!({}));
    let answer = client.answer(id);
    assert_eq!(answer["error"]["code"], -32000, "{answer}");
    assert_eq!(client.server_process(), server);
}
