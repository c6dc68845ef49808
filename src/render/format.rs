//! Names of the output formats.

/// Output format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Human-readable text.
    Human,
    /// One JSON object, as in docs/report.schema.json.
    Json,
    /// Markdown, for a job summary or a comment.
    Markdown,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// SARIF 2.1.0, for code-scanning services.
    Sarif,
    /// JUnit XML, which CI systems show as tests.
    Junit,
    /// One HTML page without external files.
    Html,
    /// Comma-separated values.
    Csv,
}

impl Format {
    /// Every format.
    pub(crate) const ALL: [Self; 8] = [
        Self::Human,
        Self::Json,
        Self::Markdown,
        Self::Github,
        Self::Sarif,
        Self::Junit,
        Self::Html,
        Self::Csv,
    ];

    /// The name by which `--format` selects it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Html => "html",
            Self::Csv => "csv",
        }
    }
}
