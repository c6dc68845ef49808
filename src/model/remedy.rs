//! Remedies: text with flags and commands, which the command line and the MCP server format
//! differently.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::{Serialize, Serializer};

/// Remedy for a failure or a finding.
///
/// [`fmt::Display`] and the serialized form use the syntax of the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Remedy(Vec<RemedyPart>);

/// Part of a [`Remedy`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RemedyPart {
    Text(Cow<'static, str>),
    /// Option of a command, with the value to give it.
    Option(RunOption, Option<String>),
    /// Command to run, with its subject: a URL, a property or a page.
    Run(Action, Option<String>),
}

/// Option of both the command line and the MCP server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunOption {
    Site,
    Start,
    End,
    MinUrls,
    MaxShrink,
}

impl RunOption {
    /// Flag of the command line.
    const fn flag(self) -> &'static str {
        match self {
            Self::Site => "--site",
            Self::Start => "--start",
            Self::End => "--end",
            Self::MinUrls => "--min-urls",
            Self::MaxShrink => "--max-shrink",
        }
    }
}

/// Command of both the command line and the MCP server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Sites,
    Status,
    Validate,
    Submit,
    Audit,
    Report,
}

impl Action {
    /// Subcommand of the command line, with the flag that its subject follows.
    const fn subcommand(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Sites => ("sites", None),
            Self::Status => ("status", None),
            Self::Validate => ("validate", Some("--crawl")),
            Self::Submit => ("submit", None),
            Self::Audit => ("audit", None),
            Self::Report => ("report", Some("--site")),
        }
    }
}

impl Action {
    /// True if the flag of the subcommand belongs before `subject`: a file lists no sitemaps to
    /// crawl.
    fn takes_flag(self, subject: &str) -> bool {
        self != Self::Validate || subject.contains("://")
    }
}

impl Remedy {
    /// Remedy that begins with `text`.
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![RemedyPart::Text(text.into())])
    }

    /// Appends `text`.
    pub(crate) fn text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(RemedyPart::Text(text.into()));
        self
    }

    /// Appends `option` without a value.
    pub(crate) fn option(mut self, option: RunOption) -> Self {
        self.0.push(RemedyPart::Option(option, None));
        self
    }

    /// Appends `option` with `value`.
    pub(crate) fn option_with(mut self, option: RunOption, value: impl Into<String>) -> Self {
        self.0.push(RemedyPart::Option(option, Some(value.into())));
        self
    }

    /// Appends a call of `action`.
    pub(crate) fn run(mut self, action: Action) -> Self {
        self.0.push(RemedyPart::Run(action, None));
        self
    }

    /// Appends a call of `action` for `subject`.
    pub(crate) fn run_for(mut self, action: Action, subject: impl Into<String>) -> Self {
        self.0.push(RemedyPart::Run(action, Some(subject.into())));
        self
    }

    pub(crate) fn parts(&self) -> &[RemedyPart] {
        &self.0
    }

    /// Applies `change` to text, values and subjects.
    pub(super) fn map_text(self, change: impl Fn(&str) -> String) -> Self {
        let changed = |value: Option<String>| value.as_deref().map(&change);
        let parts = self.0.into_iter().map(|part| match part {
            RemedyPart::Text(text) => RemedyPart::Text(change(&text).into()),
            RemedyPart::Option(option, value) => RemedyPart::Option(option, changed(value)),
            RemedyPart::Run(action, subject) => RemedyPart::Run(action, changed(subject)),
        });
        Self(parts.collect())
    }
}

impl From<&'static str> for Remedy {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Remedy {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.0 {
            match part {
                RemedyPart::Text(text) => formatter.write_str(text)?,
                RemedyPart::Option(option, value) => {
                    write_code(formatter, [Some(option.flag()), value.as_deref()])?;
                }
                RemedyPart::Run(action, subject) => {
                    let (subcommand, flag) = action.subcommand();
                    let flag = flag.filter(|_| {
                        subject
                            .as_deref()
                            .is_some_and(|subject| action.takes_flag(subject))
                    });
                    write_code(
                        formatter,
                        [
                            Some("sitemap-submit"),
                            Some(subcommand),
                            flag,
                            subject.as_deref(),
                        ],
                    )?;
                }
            }
        }
        Ok(())
    }
}

/// Writes `words`, separated by spaces, between backticks.
fn write_code<const N: usize>(
    formatter: &mut fmt::Formatter<'_>,
    words: [Option<&str>; N],
) -> fmt::Result {
    formatter.write_char('`')?;
    for (place, word) in words.into_iter().flatten().enumerate() {
        if place > 0 {
            formatter.write_char(' ')?;
        }
        formatter.write_str(word)?;
    }
    formatter.write_char('`')
}

impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_commands_are_written_as_typed() {
        let remedy = Remedy::new("add ")
            .option_with(RunOption::Site, "https://example.com/")
            .text(", run ")
            .run(Action::Sites)
            .text(" or ")
            .run_for(Action::Report, "sc-domain:example.com")
            .text(" without ")
            .option(RunOption::MaxShrink);
        assert_eq!(
            remedy.to_string(),
            "add `--site https://example.com/`, run `sitemap-submit sites` or \
             `sitemap-submit report --site sc-domain:example.com` without `--max-shrink`"
        );
    }
}
