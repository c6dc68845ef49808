//! TOML: Codex (`[mcp_servers.NAME]`).

use toml_edit::{Array, DocumentMut, Item, TableLike, value};

use super::entry::{Change, Entry, Outcome, Skipped, change};

/// Key of the servers.
const SERVERS: &str = "mcp_servers";

/// Changes the servers in the text.
pub(super) fn edit(
    text: &str,
    wanted: &Change,
    is_selected: &dyn Fn(&str) -> bool,
) -> Result<(String, Vec<Outcome>), String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())?;
    let servers = document.get_mut(SERVERS).and_then(Item::as_table_like_mut);
    let mut outcomes = Vec::new();
    for (name, server) in servers.into_iter().flat_map(TableLike::iter_mut) {
        let name = name.get().to_owned();
        let Some(table) = server.as_table_like_mut() else {
            continue;
        };
        let done = if is_selected(&name) {
            change(&mut Server(table), &name, wanted)
        } else {
            Err(Skipped::NotSelected)
        };
        let skipped = done.err();
        outcomes.push(Outcome { name, skipped });
    }
    Ok((document.to_string(), outcomes))
}

struct Server<'a>(&'a mut dyn TableLike);

impl Server<'_> {
    fn array(&mut self) -> Option<&mut Array> {
        self.0.get_mut("args")?.as_array_mut()
    }
}

impl Entry for Server<'_> {
    fn command(&self) -> Option<String> {
        Some(self.0.get("command")?.as_str()?.to_owned())
    }

    fn arguments(&self) -> Result<Vec<String>, Skipped> {
        let Some(item) = self.0.get("args") else {
            return Ok(Vec::new());
        };
        let array = item.as_array().ok_or(Skipped::Arguments)?;
        let word = |word: &toml_edit::Value| word.as_str().map(str::to_owned);
        let words = array.iter().map(word).collect::<Option<_>>();
        words.ok_or(Skipped::Arguments)
    }

    fn set_command(&mut self, command: &str) {
        if let Some(known) = self.0.get_mut("command").and_then(Item::as_value_mut) {
            let decor = known.decor().clone();
            *known = command.into();
            *known.decor_mut() = decor;
        }
    }

    fn insert_arguments(&mut self, first: &[&str]) {
        match self.array() {
            Some(array) => {
                // The first element may be preceded by a comment or a new line.
                let decor = array.get(0).map(|element| element.decor().clone());
                for word in first.iter().rev() {
                    let mut word = toml_edit::Value::from(*word);
                    if let Some(decor) = &decor {
                        *word.decor_mut() = decor.clone();
                    }
                    array.insert_formatted(0, word);
                }
                if decor.is_some() && !is_on_lines(array) {
                    for (place, element) in array.iter_mut().enumerate() {
                        let prefix = if place == 0 { "" } else { " " };
                        element.decor_mut().set_prefix(prefix);
                    }
                }
            }
            None => {
                let array: Array = first.iter().copied().collect();
                self.0.insert("args", value(array));
            }
        }
    }

    fn remove_arguments(&mut self, count: usize) {
        if let Some(array) = self.array() {
            let decor = array.get(0).map(|element| element.decor().clone());
            for _ in 0..count.min(array.len()) {
                array.remove(0);
            }
            if let (Some(decor), Some(element)) = (decor, array.get_mut(0)) {
                *element.decor_mut() = decor;
            }
        }
    }
}

/// True if the elements are on lines of their own.
fn is_on_lines(array: &Array) -> bool {
    let prefix = |element: &toml_edit::Value| {
        let prefix = element.decor().prefix()?.as_str()?;
        Some(prefix.contains('\n'))
    };
    array.iter().any(|element| prefix(element) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"# Codex
model = "x"

[mcp_servers.files] # local
command = "npx" # from npm
args = ["-y", "server-files"]
env = { TOKEN = "x" }

[mcp_servers.git]
command = "mcp-git"

[mcp_servers.remote]
url = "https://example.com/mcp"
"#;

    #[test]
    fn servers_are_wrapped_and_unwrapped() {
        let wrap = Change::Wrap {
            program: "mcp-supervisor".into(),
        };
        let (text, outcomes) = edit(FILE, &wrap, &|_| true).unwrap();
        assert_eq!(
            text,
            FILE.replace("\"npx\"", "\"mcp-supervisor\"")
                .replace(
                    "args = [\"-y\"",
                    "args = [\"--name=files\", \"--\", \"npx\", \"-y\""
                )
                .replace(
                    "command = \"mcp-git\"\n",
                    "command = \"mcp-supervisor\"\nargs = [\"--name=git\", \"--\", \"mcp-git\"]\n"
                )
        );
        assert_eq!(outcomes[2].skipped, Some(Skipped::NoCommand));
        let (back, _) = edit(&text, &Change::Unwrap, &|_| true).unwrap();
        let with_empty = "command = \"mcp-git\"\nargs = []\n";
        assert_eq!(back.replace(with_empty, "command = \"mcp-git\"\n"), FILE);
    }
}
