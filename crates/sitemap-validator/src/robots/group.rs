//! Holds the rules of each crawler, and finds the one that counts.

use super::pattern::{Pattern, normal};

/// One `Allow` or `Disallow` line.
#[derive(Debug, Clone)]
struct Rule {
    allows: bool,
    pattern: Pattern,
}

/// Rules, and the crawlers that they are for.
#[derive(Debug, Clone, Default)]
struct Group {
    /// Product tokens in lower case; `*` for everybody.
    agents: Vec<String>,
    rules: Vec<Rule>,
    /// Whether rules began, so that a further `User-agent` line begins another group.
    has_begun: bool,
}

/// All groups of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups(Vec<Group>);

impl Groups {
    /// A `User-agent` line.
    pub(super) fn begin(&mut self, agent: &str) {
        if self.0.last().is_none_or(|group| group.has_begun) {
            self.0.push(Group::default());
        }
        if let Some(group) = self.0.last_mut() {
            group.agents.push(token(agent));
        }
    }

    /// A rule; before any `User-agent` line it is for nobody.
    pub(super) fn rule(&mut self, allows: bool, path: &str) {
        let Some(group) = self.0.last_mut() else {
            return;
        };
        group.has_begun = true;
        if let Some(pattern) = Pattern::parse(path) {
            group.rules.push(Rule { allows, pattern });
        }
    }

    /// Whether `agent` may fetch the path and query `address`: the most specific rule counts, and of
    /// two alike the one that allows.
    pub(super) fn allow(&self, agent: &str, address: &str) -> bool {
        let address = normal(address.as_bytes());
        self.rules_for(agent)
            .filter(|rule| rule.pattern.matches(&address))
            .map(|rule| (rule.pattern.weight(), rule.allows))
            .max()
            .is_none_or(|(_, allows)| allows)
    }

    pub(super) fn restrict(&self, agent: &str) -> bool {
        self.rules_for(agent).any(|rule| !rule.allows)
    }

    pub(super) fn cost(&self, agent: &str) -> u64 {
        self.rules_for(agent).map(|rule| rule.pattern.cost()).sum()
    }

    /// The rules of all groups that name `agent`; where none does, of those for everybody.
    fn rules_for(&self, agent: &str) -> impl Iterator<Item = &Rule> {
        let agent = token(agent);
        let is_named = self.0.iter().any(|group| group.agents.contains(&agent));
        let wanted = if is_named { agent } else { "*".to_owned() };
        self.0
            .iter()
            .filter(move |group| group.agents.contains(&wanted))
            .flat_map(|group| &group.rules)
    }
}

/// The product token at the beginning, in lower case; a version after it does not count.
fn token(agent: &str) -> String {
    if agent == "*" || agent.starts_with("* ") {
        return "*".to_owned();
    }
    agent
        .chars()
        .take_while(|character| character.is_ascii_alphabetic() || matches!(character, '-' | '_'))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}
