//! Simplifies the schemas of tools for clients in other languages.
//!
//! - `$ref` is replaced by its target: several clients drop `$defs`, and then the tool with it
//!   (<https://github.com/google-gemini/gemini-cli/issues/13326>,
//!   <https://github.com/github/copilot-cli/issues/1876>).
//! - Formats such as `uint64`, which validators of other languages reject, are removed.
//! - Input schemas forbid further properties, and an optional parameter is simply absent from
//!   `required`, without `null` as a second type.
//! - Output schemas keep the types and drop the prose, which every client would load with the list
//!   of tools.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool};
use serde_json::{Map, Value};

/// Depth of input schemas, in objects; a type that contains itself ends there.
const INPUT_DEPTH: usize = 16;

/// Depth of output schemas: the members of a result and of the entries of its lists. Deeper levels
/// are not described.
const OUTPUT_DEPTH: usize = 6;

/// Simplifies the schemas of `tool`.
pub(super) fn simplify(tool: &mut Tool) {
    tool.input_schema = simplified(&tool.input_schema, input, INPUT_DEPTH);
    tool.output_schema = tool
        .output_schema
        .as_ref()
        .map(|schema| simplified(schema, output, OUTPUT_DEPTH));
}

fn simplified(
    schema: &Arc<JsonObject>,
    each: fn(&mut Map<String, Value>),
    depth: usize,
) -> Arc<JsonObject> {
    let mut whole = Value::Object(JsonObject::clone(schema));
    let definitions = match &mut whole {
        Value::Object(members) => members.remove("$defs").unwrap_or_default(),
        _ => Value::Null,
    };
    clean(&mut whole, &definitions, each, depth);
    match whole {
        Value::Object(mut schema) => {
            schema.remove("$schema");
            Arc::new(schema)
        }
        _ => Arc::default(),
    }
}

fn clean(schema: &mut Value, definitions: &Value, each: fn(&mut Map<String, Value>), depth: usize) {
    match schema {
        Value::Object(members) if depth > 0 => {
            resolve(members, definitions);
            let is_width = |format: &Value| {
                let name = format.as_str().unwrap_or_default();
                name.starts_with("uint") || name.starts_with("int") || name == "double"
            };
            if members.get("format").is_some_and(is_width) {
                members.remove("format");
            }
            each(members);
            // The only alternative to null may have been a reference.
            if members.contains_key("$ref") {
                resolve(members, definitions);
                each(members);
            }
            for member in members.values_mut() {
                clean(member, definitions, each, depth - 1);
            }
        }
        // Anything is allowed below the maximum depth.
        Value::Object(members) => members.clear(),
        Value::Array(items) => {
            for item in items {
                clean(item, definitions, each, depth);
            }
        }
        _ => {}
    }
}

/// Replaces a reference by its target; other members take precedence.
fn resolve(members: &mut Map<String, Value>, definitions: &Value) {
    let Some(Value::String(reference)) = members.remove("$ref") else {
        return;
    };
    let name = reference.trim_start_matches("#/$defs/");
    if let Some(Value::Object(target)) = definitions.get(name) {
        for (member, value) in target {
            members
                .entry(member.clone())
                .or_insert_with(|| value.clone());
        }
    }
}

fn input(members: &mut Map<String, Value>) {
    as_enum(members);
    without_null(members);
    if members.contains_key("properties") {
        members.insert("additionalProperties".into(), Value::Bool(false));
    }
}

fn output(members: &mut Map<String, Value>) {
    as_enum(members);
    // Every member is present; the list would repeat all names.
    if members.get("required").is_some_and(Value::is_array) {
        members.remove("required");
    }
    // In `properties`, a member of this name is a property.
    let is_text = |member: &str, members: &Map<String, Value>| {
        members.get(member).is_some_and(Value::is_string)
    };
    for prose in ["description", "title", "format"] {
        if is_text(prose, members) {
            members.remove(prose);
        }
    }
}

/// Converts alternatives of constants, each with its own description, to an enumeration.
fn as_enum(members: &mut Map<String, Value>) {
    let Some(Value::Array(options)) = members.get("oneOf") else {
        return;
    };
    let constant = |option: &Value| match option.get("enum") {
        Some(Value::Array(values)) => Some(values.clone()),
        _ => option.get("const").map(|value| vec![value.clone()]),
    };
    let constants: Option<Vec<Vec<Value>>> = options.iter().map(constant).collect();
    if let Some(constants) = constants {
        members.remove("oneOf");
        members.insert("type".into(), "string".into());
        members.insert("enum".into(), Value::Array(constants.concat()));
    }
}

/// Removes `null` from the types of an optional parameter: `null` counts as omitted.
fn without_null(members: &mut Map<String, Value>) {
    let is_null =
        |value: &Value| value == "null" || value.get("type").is_some_and(|of| of == "null");
    if let Some(Value::Array(types)) = members.get_mut("type") {
        types.retain(|one| !is_null(one));
        if let [only] = types.as_slice() {
            let only = only.clone();
            members.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(options)) = members.get_mut("anyOf") {
        options.retain(|one| !is_null(one));
        if let [Value::Object(only)] = options.as_slice() {
            let only = only.clone();
            members.remove("anyOf");
            for (member, value) in only {
                members.entry(member).or_insert(value);
            }
        }
    }
    if members.get("default") == Some(&Value::Null) {
        members.remove("default");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(schema: Value) -> Arc<JsonObject> {
        match schema {
            Value::Object(members) => Arc::new(members),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn widths_go_and_formats_stay() {
        let schema = object(
            json!({"properties": {"a": {"type": "integer", "format": "uint64"},
            "b": [{"format": "uri"}], "c": {"format": "double"}}}),
        );
        assert_eq!(
            Value::Object(JsonObject::clone(&simplified(&schema, input, INPUT_DEPTH))),
            json!({"properties": {"a": {"type": "integer"}, "b": [{"format": "uri"}], "c": {}},
                "additionalProperties": false})
        );
    }

    #[test]
    fn an_input_has_neither_references_nor_null() {
        let schema = object(json!({"$schema": "x", "type": "object",
            "properties": {
                "state": {"description": "State", "anyOf": [{"$ref": "#/$defs/State"}, {"type": "null"}]},
                "site": {"type": ["string", "null"], "default": null}},
            "$defs": {"State": {"description": "Any", "oneOf": [
                {"const": "a", "description": "A"}, {"type": "string", "enum": ["b", "c"]}]}}}));
        assert_eq!(
            Value::Object(JsonObject::clone(&simplified(&schema, input, INPUT_DEPTH))),
            json!({"type": "object", "additionalProperties": false, "properties": {
                "state": {"type": "string", "enum": ["a", "b", "c"], "description": "State"},
                "site": {"type": "string"}}})
        );
    }

    #[test]
    fn an_output_has_no_prose_but_properties_of_that_name() {
        let schema = object(json!({"properties": {
            "title": {"type": "string", "description": "Its title", "format": "date-time"}}}));
        assert_eq!(
            Value::Object(JsonObject::clone(&simplified(
                &schema,
                output,
                OUTPUT_DEPTH
            ))),
            json!({"properties": {"title": {"type": "string"}}})
        );
    }

    #[test]
    fn a_type_that_contains_itself_ends() {
        let schema = object(json!({"$ref": "#/$defs/Node",
            "$defs": {"Node": {"properties": {"next": {"$ref": "#/$defs/Node"}}}}}));
        let text = serde_json::to_string(&*simplified(&schema, input, INPUT_DEPTH)).unwrap();
        assert!(!text.contains("$ref"), "{text}");
    }
}
