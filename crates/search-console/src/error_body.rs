//! Reads the body of an error response.
//!
//! The format is Google's usual one, in which every part but the status may be missing, null or of
//! another type: `{"error":{"code","message","status","errors":[{"reason"}],"details":[{"reason",
//! "metadata"}]}}` (<https://cloud.google.com/apis/design/errors>); front ends send HTML instead. A
//! part that cannot be read does not hide the others.

use serde_json::Value;

/// Pages of Google's console: the only ones that are shown as a remedy.
const CONSOLES: [&str; 2] = [
    "https://console.developers.google.com/",
    "https://console.cloud.google.com/",
];

/// The body of an error response.
#[derive(Debug, Default)]
pub(crate) struct ErrorBody {
    pub(crate) message: String,
    /// Reasons, the most specific first: `errors[].reason` of the older format distinguishes causes
    /// that share a `status`.
    pub(crate) reasons: Vec<String>,
    activation_urls: Vec<String>,
    /// `projects/NUMBER`.
    consumers: Vec<String>,
}

impl ErrorBody {
    /// Reads `body`; what is not there is empty.
    pub(crate) fn read(body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        // Streaming methods wrap the object in a list.
        let error = match &body {
            Value::Array(list) => list.first().map_or(&Value::Null, |first| &first["error"]),
            body => &body["error"],
        };
        let errors = objects(&error["errors"]);
        let details = objects(&error["details"]);
        let reasons = errors
            .iter()
            .chain(&details)
            .map(|one| &one["reason"])
            .chain([&error["status"]]);
        let metadata = |name: &str| {
            let values = details.iter().map(|one| &one["metadata"][name]);
            values.filter_map(text).collect()
        };
        Self {
            // Front ends of OAuth send `{"error":"code"}`.
            message: text(&error["message"])
                .or_else(|| text(error))
                .unwrap_or_default(),
            reasons: reasons.filter_map(text).collect(),
            activation_urls: metadata("activationUrl"),
            consumers: metadata("consumer"),
        }
    }

    /// The page that enables the API: taken from the response, or built from its project number.
    pub(crate) fn enable_at(&self) -> Option<String> {
        let named = self
            .activation_urls
            .iter()
            .map(String::as_str)
            .chain(self.message.split_whitespace())
            .find(|word| CONSOLES.iter().any(|console| word.starts_with(console)));
        if let Some(address) = named {
            return Some(address.trim_end_matches(['.', ',']).to_owned());
        }
        let project = self
            .consumers
            .iter()
            .find_map(|consumer| consumer.strip_prefix("projects/"))
            .filter(|project| {
                !project.is_empty()
                    && project
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })?;
        Some(format!(
            "https://console.developers.google.com/apis/api/searchconsole.googleapis.com/overview?project={project}"
        ))
    }
}

fn objects(list: &Value) -> Vec<&Value> {
    list.as_array()
        .map_or_else(Vec::new, |list| list.iter().collect())
}

fn text(value: &Value) -> Option<String> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_foreign_members_do_not_hide_the_others() {
        for body in [
            r#"{"error":{"code":null,"message":null,"status":null,"details":null,
                "errors":[{"reason":"quotaExceeded","message":null}]}}"#,
            r#"{"error":{"errors":null,"status":7,
                "details":[null,{"reason":null},{"reason":"quotaExceeded","metadata":null}]}}"#,
            r#"{"error":{"errors":{},"status":"quotaExceeded"}}"#,
            r#"[{"error":{"errors":[null,{"reason":"quotaExceeded"}]}}]"#,
        ] {
            let read = ErrorBody::read(body.as_bytes());
            assert_eq!(read.reasons, ["quotaExceeded"], "{body}");
            assert_eq!(read.message, "", "{body}");
        }
        assert_eq!(ErrorBody::read(br#"{"error":"denied"}"#).message, "denied");
        for body in ["", "null", "<html>", r#"{"error":null}"#, "[]"] {
            assert!(
                ErrorBody::read(body.as_bytes()).reasons.is_empty(),
                "{body}"
            );
        }
    }
}
