//! JSON with comments: Claude, Cursor, Windsurf (`mcpServers`), VS Code (`servers`), Zed
//! (`context_servers`).

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstRootNode};

use super::entry::{Change, Entry, Outcome, Skipped, change};

/// Keys of servers, at any depth.
const ANYWHERE: [&str; 2] = ["mcpServers", "context_servers"];
/// Key of servers at the top, or below [`SETTINGS`].
const AT_TOP: &str = "servers";
/// Key of MCP in the settings of VS Code.
const SETTINGS: &str = "mcp";

/// Changes the servers in the text.
pub(super) fn edit(
    text: &str,
    wanted: &Change,
    is_selected: &dyn Fn(&str) -> bool,
) -> Result<(String, Vec<Outcome>), String> {
    let root =
        CstRootNode::parse(text, &ParseOptions::default()).map_err(|error| error.to_string())?;
    let top = root.object_value().ok_or("it is not a JSON object")?;
    let mut tables = Vec::new();
    find(&top, &mut tables);
    tables.extend(top.object_value(AT_TOP));
    let settings = top.object_value(SETTINGS);
    tables.extend(settings.and_then(|settings| settings.object_value(AT_TOP)));
    let mut outcomes = Vec::new();
    for table in tables {
        for property in table.properties() {
            let name = property.name().and_then(|name| name.decoded_value().ok());
            let (Some(name), Some(object)) = (name, property.object_value()) else {
                continue;
            };
            let done = if is_selected(&name) {
                change(&mut Server(object), &name, wanted)
            } else {
                Err(Skipped::NotSelected)
            };
            let skipped = done.err();
            outcomes.push(Outcome { name, skipped });
        }
    }
    Ok((root.to_string(), outcomes))
}

/// Collects the tables of servers below an object.
fn find(object: &CstObject, tables: &mut Vec<CstObject>) {
    for property in object.properties() {
        let Some(value) = property.object_value() else {
            continue;
        };
        let name = property.name().and_then(|name| name.decoded_value().ok());
        if name.is_some_and(|name| ANYWHERE.contains(&name.as_str())) {
            tables.push(value);
        } else {
            find(&value, tables);
        }
    }
}

struct Server(CstObject);

impl Server {
    fn array(&self) -> Option<CstArray> {
        self.0.array_value("args")
    }
}

impl Entry for Server {
    fn command(&self) -> Option<String> {
        let value = self.0.get("command")?.value()?;
        text(&value)
    }

    fn arguments(&self) -> Result<Vec<String>, Skipped> {
        if self.0.get("args").is_none() {
            return Ok(Vec::new());
        }
        let array = self.array().ok_or(Skipped::Arguments)?;
        let words = array.elements().iter().map(text).collect::<Option<_>>();
        words.ok_or(Skipped::Arguments)
    }

    fn set_command(&mut self, command: &str) {
        if let Some(property) = self.0.get("command") {
            property.set_value(command.into());
        }
    }

    fn insert_arguments(&mut self, first: &[&str]) {
        match self.array() {
            Some(array) => {
                for (place, word) in first.iter().enumerate() {
                    array.insert(place, (*word).into());
                }
            }
            None => {
                let words = first.iter().map(|word| CstInputValue::from(*word));
                let after_command = self.0.get("command").map_or(0, |known| {
                    let all = self.0.properties();
                    let place = |other: &jsonc_parser::cst::CstObjectProp| {
                        other.child_index() == known.child_index()
                    };
                    all.iter().position(place).map_or(0, |at| at + 1)
                });
                let words = CstInputValue::Array(words.collect());
                self.0.insert(after_command, "args", words);
            }
        }
    }

    fn remove_arguments(&mut self, count: usize) {
        if let Some(array) = self.array() {
            for element in array.elements().into_iter().take(count) {
                element.remove();
            }
        }
    }
}

fn text(node: &CstNode) -> Option<String> {
    node.as_string_lit()?.decoded_value().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{
  // The servers of this project.
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "server-files", "/data"], // read only
      "env": {"TOKEN": "x"}
    },
    "git": { "command": "mcp-git" },
    "remote": { "url": "https://example.com/mcp" },
  },
  "other": [1, 2],
}
"#;

    fn wrap() -> Change {
        Change::Wrap {
            program: "/bin/mcp-supervisor".into(),
        }
    }

    #[test]
    fn servers_are_wrapped_and_comments_stay() {
        let (text, outcomes) = edit(FILE, &wrap(), &|_| true).unwrap();
        let skipped: Vec<_> = outcomes.iter().map(|outcome| outcome.skipped).collect();
        assert_eq!(skipped, [None, None, Some(Skipped::NoCommand)]);
        for part in [
            "  // The servers of this project.\n",
            "], // read only\n",
            "\"other\": [1, 2],\n}\n",
            "\"command\": \"/bin/mcp-supervisor\"",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let root = CstRootNode::parse(&text, &ParseOptions::default()).unwrap();
        let servers = root.object_value().unwrap().object_value("mcpServers");
        let words = |name| {
            let server = Server(servers.as_ref().unwrap().object_value(name).unwrap());
            server.arguments().unwrap()
        };
        assert_eq!(
            words("files"),
            ["--name=files", "--", "npx", "-y", "server-files", "/data"]
        );
        assert_eq!(words("git"), ["--name=git", "--", "mcp-git"]);
        let (again, outcomes) = edit(&text, &wrap(), &|_| true).unwrap();
        assert_eq!(again, text);
        assert_eq!(outcomes[0].skipped, Some(Skipped::Supervised));
    }

    #[test]
    fn unwrapping_gives_the_same_commands() {
        let (wrapped, _) = edit(FILE, &wrap(), &|_| true).unwrap();
        let (text, _) = edit(&wrapped, &Change::Unwrap, &|_| true).unwrap();
        let root = CstRootNode::parse(&text, &ParseOptions::default()).unwrap();
        let servers = root.object_value().unwrap().object_value("mcpServers");
        let files = Server(servers.unwrap().object_value("files").unwrap());
        assert_eq!(files.command().as_deref(), Some("npx"));
        assert_eq!(files.arguments().unwrap(), ["-y", "server-files", "/data"]);
    }

    #[test]
    fn servers_are_found_where_clients_have_them() {
        let nested = r#"{"projects": {"/a": {"mcpServers": {"x": {"command": "x"}}}},
            "servers": {"y": {"type": "stdio", "command": "y"}}, "mcp": {"servers": {"z": {"command": "z"}}}}"#;
        let (_, outcomes) = edit(nested, &wrap(), &|name| name != "y").unwrap();
        let found: Vec<_> = outcomes
            .iter()
            .map(|outcome| (outcome.name.as_str(), outcome.skipped))
            .collect();
        assert_eq!(
            found,
            [("x", None), ("y", Some(Skipped::NotSelected)), ("z", None)]
        );
    }

    #[test]
    fn other_text_is_an_error() {
        assert!(edit("{", &wrap(), &|_| true).is_err());
        assert!(edit("[]", &wrap(), &|_| true).is_err());
    }
}
