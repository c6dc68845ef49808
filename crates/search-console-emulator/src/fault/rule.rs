//! Says which fault befalls which requests, in a form that a file can hold.
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

/// A fault and the requests it befalls.
///
/// The rules are asked in the order they were added; each that matches counts the request as seen,
/// and the first whose `skip` is over and whose `times` is not used up takes it. The rules behind it
/// do not see that request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Only requests of this method; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<RequestMethod>,
    /// Only requests to these paths.
    #[serde(default)]
    pub path: PathMatch,
    /// How many matching requests pass unharmed before the first fault.
    #[serde(default)]
    pub skip: u32,
    /// How many requests it befalls after that.
    #[serde(default)]
    pub times: Times,
    /// What happens to them.
    pub fault: Fault,
}

impl FaultRule {
    /// `fault`, once, for the next request of any kind.
    pub fn once(fault: Fault) -> Self {
        Self {
            method: None,
            path: PathMatch::Any,
            skip: 0,
            times: Times::Count(1),
            fault,
        }
    }

    /// `fault`, once, for the next request for a token.
    pub fn token(fault: Fault) -> Self {
        Self::once(fault).on(PathMatch::Token)
    }

    /// `fault`, once, for the next submission of a sitemap.
    pub fn submit(fault: Fault) -> Self {
        Self::once(fault)
            .with_method(RequestMethod::Put)
            .on(PathMatch::Sitemaps)
    }

    /// `fault`, once, for the next look at sitemaps.
    pub fn read_back(fault: Fault) -> Self {
        Self::once(fault)
            .with_method(RequestMethod::Get)
            .on(PathMatch::Sitemaps)
    }

    /// The same rule for requests of `method` only.
    #[must_use]
    pub fn with_method(mut self, method: RequestMethod) -> Self {
        self.method = Some(method);
        self
    }

    /// The same rule for requests to `path` only.
    #[must_use]
    pub fn on(mut self, path: PathMatch) -> Self {
        self.path = path;
        self
    }

    /// The same rule, after `skip` matching requests have passed.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// The same rule, for `count` requests.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.times = Times::Count(count);
        self
    }

    /// The same rule, without an end.
    #[must_use]
    pub fn forever(mut self) -> Self {
        self.times = Times::Forever;
        self
    }

    /// Whether the rule is about such a request.
    pub(crate) fn matches(&self, method: &Method, path: &str) -> bool {
        self.method.is_none_or(|wanted| wanted.is(method)) && self.path.matches(path)
    }
}

/// A method a rule can ask for.
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

/// The paths a rule is about; compared to the raw path, without the query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathMatch {
    /// Every path.
    #[default]
    Any,
    /// The token endpoint.
    Token,
    /// `sites` itself and `sites/{siteUrl}`, and nothing below.
    Sites,
    /// `sitemaps` of a property and each one of them.
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

/// How often a rule strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// Without an end.
    Forever,
    /// So many times.
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
    fn paths_are_told_apart() {
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
