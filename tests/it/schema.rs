//! JSON checked against a JSON Schema.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

pub(crate) struct Schema {
    all: Schemas,
    root: SchemaIndex,
}

impl Schema {
    pub(crate) fn new(schema: Value) -> Self {
        const NAME: &str = "urn:schema";
        let mut all = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.add_resource(NAME, schema).unwrap();
        let root = compiler.compile(NAME, &mut all).unwrap();
        Self { all, root }
    }

    pub(crate) fn parse(text: &str) -> Self {
        Self::new(serde_json::from_str(text).unwrap())
    }

    /// Panics with all violations if `value` violates the schema.
    #[track_caller]
    pub(crate) fn assert_valid(&self, value: &Value) {
        if let Err(violations) = self.all.validate(value, self.root) {
            panic!("{violations:#}\nin {value}");
        }
    }
}

#[test]
fn a_violation_is_found() {
    let schema = Schema::parse(r#"{"required": ["a"], "properties": {"a": {"type": "string"}}}"#);
    schema.assert_valid(&serde_json::json!({"a": "text"}));
    for wrong in [r#"{}"#, r#"{"a": 1}"#] {
        let wrong: Value = serde_json::from_str(wrong).unwrap();
        assert!(schema.all.validate(&wrong, schema.root).is_err());
    }
}
