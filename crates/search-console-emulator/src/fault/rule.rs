//! Rules that select requests for a fault; they can be read from a file.
//!
//! ```
//! use search_console_emulator::FaultRule;
//!
//! let rules: Vec<FaultRule> = serde_json::from_str(
//!     r#"[{
//!         "method": "PUT",
//!         "path": "sitemaps",
//!         "skip": 1,
//!         "times": 2,
//!         "fault": {"kind": "unavailable", "retry_after": {"seconds": 1}}
//!     }]"#,
//! )
//! .unwrap();
//! assert!(rules[0].fault.is_transient());
//! ```

use http::Method;
use serde::{Deserialize, Serialize};

use crate::fault::kind::Fault;

/// A fault with the requests that it applies to.
///
/// The rules are evaluated in order. A matching rule first skips `skip` requests, then applies to
/// `times` requests. Once a rule applies, later rules do not count the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// The method; any if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<RequestMethod>,
    /// The paths.
    #[serde(default)]
    pub path: PathMatch,
    /// Number of matching requests before the first fault.
    #[serde(default)]
    pub skip: u32,
    /// Number of requests after that to which the fault applies.
    #[serde(default)]
    pub times: Times,
    /// The fault.
    pub fault: Fault,
}

impl FaultRule {
    /// Creates a rule for the next request.
    pub fn once(fault: Fault) -> Self {
        Self {
            method: None,
            path: PathMatch::Any,
            skip: 0,
            times: Times::Count(1),
            fault,
        }
    }

    /// Creates a rule for the next token request.
    pub fn token(fault: Fault) -> Self {
        Self::once(fault).on(PathMatch::Token)
    }

    /// Creates a rule for the next sitemap submission.
    pub fn submit(fault: Fault) -> Self {
        Self::once(fault)
            .with_method(RequestMethod::Put)
            .on(PathMatch::Sitemaps)
    }

    /// Creates a rule for the next GET of sitemaps.
    pub fn read_back(fault: Fault) -> Self {
        Self::once(fault)
            .with_method(RequestMethod::Get)
            .on(PathMatch::Sitemaps)
    }

    /// Limits the rule to `method`.
    #[must_use]
    pub fn with_method(mut self, method: RequestMethod) -> Self {
        self.method = Some(method);
        self
    }

    /// Limits the rule to `path`.
    #[must_use]
    pub fn on(mut self, path: PathMatch) -> Self {
        self.path = path;
        self
    }

    /// Skips the first `skip` matching requests.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Applies the fault to `count` requests.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.times = Times::Count(count);
        self
    }

    /// Applies the fault to all matching requests.
    #[must_use]
    pub fn forever(mut self) -> Self {
        self.times = Times::Forever;
        self
    }

    /// True if the rule matches the request.
    pub(crate) fn matches(&self, method: &Method, path: &str) -> bool {
        self.method.is_none_or(|expected| expected.is(method)) && self.path.matches(path)
    }
}

/// HTTP method of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RequestMethod {
    /// `GET`.
    Get,
    /// `PUT`.
    Put,
    /// `POST`.
    Post,
    /// `DELETE`.
    Delete,
}

impl RequestMethod {
    fn is(self, method: &Method) -> bool {
        match self {
            Self::Get => method == Method::GET,
            Self::Put => method == Method::PUT,
            Self::Post => method == Method::POST,
            Self::Delete => method == Method::DELETE,
        }
    }
}

/// Paths of a rule; compared with the raw path, without the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathMatch {
    /// Every path.
    #[default]
    Any,
    /// The token endpoint.
    Token,
    /// `sites` and `sites/{siteUrl}`.
    Sites,
    /// The sitemaps of a property: the collection and each sitemap.
    Sitemaps,
    /// `searchAnalytics/query`.
    SearchAnalytics,
    /// `urlInspection/index:inspect`.
    UrlInspection,
    /// Paths that contain this text.
    Contains(String),
}

impl PathMatch {
    fn matches(&self, path: &str) -> bool {
        let mut below_sites = path
            .strip_prefix("/webmasters/v3/sites")
            .map(|rest| rest.split('/').skip(1));
        let collection = below_sites.as_mut().and_then(|segments| segments.nth(1));
        match self {
            Self::Any => true,
            Self::Token => path == crate::token::TOKEN_PATH,
            Self::Sites => below_sites.is_some() && collection.is_none(),
            Self::Sitemaps => collection == Some("sitemaps"),
            Self::SearchAnalytics => collection == Some("searchAnalytics"),
            Self::UrlInspection => path.starts_with("/v1/urlInspection/"),
            Self::Contains(text) => path.contains(text.as_str()),
        }
    }
}

/// Number of requests to which a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// No limit.
    Forever,
    /// At most this number.
    #[serde(untagged)]
    Count(u32),
}

impl Default for Times {
    fn default() -> Self {
        Self::Count(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITEMAP: &str =
        "/webmasters/v3/sites/https%3A%2F%2Fa%2F/sitemaps/https%3A%2F%2Fa%2Fs.xml";

    #[test]
    fn paths_are_distinguished() {
        let list = "/webmasters/v3/sites";
        let site = "/webmasters/v3/sites/https%3A%2F%2Fa%2F";
        assert!(PathMatch::Sites.matches(list) && PathMatch::Sites.matches(site));
        assert!(!PathMatch::Sites.matches(SITEMAP));
        assert!(PathMatch::Sitemaps.matches(SITEMAP));
        assert!(!PathMatch::Sitemaps.matches(site));
        assert!(PathMatch::Token.matches("/token"));
        assert!(PathMatch::Contains("s.xml".to_owned()).matches(SITEMAP));
        assert!(PathMatch::UrlInspection.matches("/v1/urlInspection/index:inspect"));
    }

    #[test]
    fn every_form_of_a_rule_survives_json() {
        let rules = [
            FaultRule::submit(Fault::Lost).times(3).after(2),
            FaultRule::token(Fault::Unauthorized).forever(),
            FaultRule::once(Fault::BadRequest).on(PathMatch::Contains("x".to_owned())),
        ];
        for rule in rules {
            let text = serde_json::to_string(&rule).unwrap();
            assert_eq!(serde_json::from_str::<FaultRule>(&text).unwrap(), rule);
        }
    }

    #[test]
    fn a_misspelt_field_is_an_error() {
        assert!(
            serde_json::from_str::<FaultRule>(r#"{"fault":{"kind":"lost"},"time":1}"#).is_err()
        );
    }
}
