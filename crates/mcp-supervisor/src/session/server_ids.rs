//! Makes the ids of requests to the client unique across processes.
//!
//! A new process counts from the same number, so a late response to the old process could match a
//! request of the new one. Therefore the ids of every process except the first are wrapped together
//! with its generation, so that unwrapping needs no state. Those of the first process are
//! unchanged: without a crash, a session is the same as without a supervisor.

use serde_json::Value;

use super::id::Id;

/// The ids of one supervisor.
#[derive(Debug, Clone)]
pub(crate) struct ServerIds {
    /// Distinguishes the ids of this supervisor from those of another one in the same chain.
    prefix: String,
}

impl ServerIds {
    pub(crate) fn new(instance: &str) -> Self {
        Self {
            prefix: format!("mcp-supervisor-{instance}:"),
        }
    }

    /// The id for the client, as JSON, of a request of the process.
    pub(crate) fn wrap(&self, generation: u64, id: &Id) -> String {
        if generation <= 1 {
            return id.to_json();
        }
        Value::from(format!("{}{generation}:{}", self.prefix, id.to_json())).to_string()
    }

    /// The process to which a client's response belongs, and the original id as JSON.
    pub(crate) fn unwrap(&self, id: &Id) -> (u64, String) {
        self.unwrapped(id).unwrap_or_else(|| (1, id.to_json()))
    }

    fn unwrapped(&self, id: &Id) -> Option<(u64, String)> {
        let Id::Text(text) = id else { return None };
        let (generation, inner) = text.strip_prefix(&self.prefix)?.split_once(':')?;
        Some((generation.parse().ok()?, inner.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(ids: &ServerIds, wrapped: &str) -> (u64, String) {
        ids.unwrap(&Id::parse(serde_json::from_str(wrapped).unwrap()).unwrap())
    }

    #[test]
    fn wrapped_ids_keep_their_type() {
        let ids = ServerIds::new("ab");
        for id in [
            Id::Integer(0),
            Id::Text("0".into()),
            Id::Text("a:\"b\":é".into()),
        ] {
            for generation in [1, 2, 77] {
                assert_eq!(
                    back(&ids, &ids.wrap(generation, &id)),
                    (generation, id.to_json())
                );
            }
        }
    }

    #[test]
    fn the_first_process_and_other_supervisors_are_left_alone() {
        let (inner, outer) = (ServerIds::new("in"), ServerIds::new("out"));
        assert_eq!(outer.wrap(1, &Id::Integer(5)), "5");
        let wrapped = inner.wrap(3, &Id::Integer(5));
        assert_eq!(back(&outer, &wrapped), (1, wrapped.clone()));
    }
}
