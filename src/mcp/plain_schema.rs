//! Removes non-standard formats from schemas: the widths of Rust's integers, which validators of
//! other languages reject.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool};
use serde_json::Value;

/// Makes the schemas of `tool` plain.
pub(super) fn make_plain(tool: &mut Tool) {
    tool.input_schema = plain(&tool.input_schema);
    tool.output_schema = tool.output_schema.as_ref().map(plain);
}

fn plain(schema: &Arc<JsonObject>) -> Arc<JsonObject> {
    let mut schema = Value::Object(JsonObject::clone(schema));
    clean(&mut schema);
    match schema {
        Value::Object(schema) => Arc::new(schema),
        _ => Arc::default(),
    }
}

fn clean(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let is_width = |format: &Value| {
                let name = format.as_str().unwrap_or_default();
                name.starts_with("uint") || name.starts_with("int") || name == "double"
            };
            if members.get("format").is_some_and(is_width) {
                members.remove("format");
            }
            members.values_mut().for_each(clean);
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn widths_go_and_formats_stay() {
        let mut schema = json!({"properties": {"a": {"type": "integer", "format": "uint64"},
            "b": [{"format": "uri"}], "c": {"format": "double"}}});
        clean(&mut schema);
        let plain =
            json!({"properties": {"a": {"type": "integer"}, "b": [{"format": "uri"}], "c": {}}});
        assert_eq!(schema, plain);
    }
}
