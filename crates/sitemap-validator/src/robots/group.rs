//! Groups of rules, and the most specific rule for a URL.

use url::{Position, Url};

use super::pattern::{self, Pattern};

/// Access rules for one crawler.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Sorted so that the first match is decisive.
    rules: Vec<Rule>,
    forbids: bool,
    cost: u64,
}

impl Rules {
    fn new(mut rules: Vec<Rule>) -> Self {
        rules.sort_by_key(|rule| std::cmp::Reverse((rule.pattern.weight(), rule.allows)));
        Self {
            forbids: rules.iter().any(|rule| !rule.allows),
            cost: rules.iter().map(|rule| rule.pattern.cost()).sum(),
            rules,
        }
    }

    /// True if the crawler may fetch `url`, whose host is taken to be that of the robots.txt.
    #[must_use]
    pub fn allow_url(&self, url: &Url) -> bool {
        url.path() == "/robots.txt" || self.allow(&url[Position::BeforePath..Position::AfterQuery])
    }

    /// True if the crawler may fetch the path and query `address`: the most specific rule is decisive;
    /// if two are equally specific, `Allow` wins.
    #[must_use]
    pub fn allow(&self, address: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let address = pattern::address(address.as_bytes());
        self.rules
            .iter()
            .find(|rule| rule.pattern.matches(&address))
            .is_none_or(|rule| rule.allows)
    }

    /// True if the crawler may fetch everything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.forbids
    }

    /// Maximum cost of one check, in compared bytes per byte of the URL.
    #[must_use]
    pub const fn cost(&self) -> u64 {
        self.cost
    }
}

/// One `Allow` or `Disallow` line.
#[derive(Debug, Clone)]
struct Rule {
    allows: bool,
    pattern: Pattern,
}

/// Rules with their crawlers.
#[derive(Debug, Clone, Default)]
struct Group {
    /// Product tokens in lower case; `*` for all crawlers.
    agents: Vec<String>,
    rules: Vec<Rule>,
    /// True after the first rule, so that another `User-agent` line starts a new group.
    has_begun: bool,
}

/// All groups of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups(Vec<Group>);

impl Groups {
    /// Adds a `User-agent` line.
    pub(super) fn begin(&mut self, agent: &str) {
        if self.0.last().is_none_or(|group| group.has_begun) {
            self.0.push(Group::default());
        }
        if let Some(group) = self.0.last_mut() {
            group.agents.push(token(agent));
        }
    }

    /// Adds a rule; without a preceding `User-agent` line it is ignored.
    pub(super) fn rule(&mut self, allows: bool, path: &str) {
        let Some(group) = self.0.last_mut() else {
            return;
        };
        group.has_begun = true;
        if let Some(pattern) = Pattern::parse(path) {
            group.rules.push(Rule { allows, pattern });
        }
        // An allowed index page also allows its folder, as in Google's parser
        // (<https://github.com/google/robotstxt/blob/master/robots.cc>, `HandleAllow`).
        let folder = path
            .rfind('/')
            .filter(|slash| allows && path[*slash..].starts_with("/index.htm"))
            .and_then(|slash| Pattern::parse(&format!("{}$", &path[..=slash])));
        if let Some(pattern) = folder {
            group.rules.push(Rule { allows, pattern });
        }
    }

    /// Returns the rules for `agent`.
    pub(super) fn rules(&self, agent: &str) -> Rules {
        Rules::new(self.rules_for(agent).cloned().collect())
    }

    /// Returns the rules of all groups for `agent`, or else of those for all crawlers.
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

/// Returns the leading product token in lower case, without a version.
fn token(agent: &str) -> String {
    // Google also accepts a star that white space follows.
    let after_star = agent.strip_prefix('*').map(|rest| rest.as_bytes().first());
    if after_star.is_some_and(|next| next.is_none_or(u8::is_ascii_whitespace)) {
        return "*".to_owned();
    }
    agent
        .chars()
        .take_while(|character| character.is_ascii_alphabetic() || matches!(character, '-' | '_'))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}
