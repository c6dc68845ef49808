//! `verify`: verify properties with the Site Verification API.

use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use search_console::site_verification::Method;

use super::settings::{self, SettingsError};
use super::shared::KeyArgs;
use super::values::{duration, one_of};
use crate::app::invalid_argument::property;
use crate::app::{VerifyOptions, method_name};
use crate::render::Format;

/// A way to prove the ownership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MethodArg(Method);

impl ValueEnum for MethodArg {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(Method::File),
            Self(Method::Meta),
            Self(Method::DnsTxt),
            Self(Method::DnsCname),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self.0 {
            Method::File => "A file in the root of the site, the default of URL prefixes",
            Method::Meta => "A meta tag in the page at the root",
            Method::DnsTxt => "A TXT record, the default of domain properties",
            Method::DnsCname => "A CNAME record",
        };
        Some(PossibleValue::new(method_name(self.0)).help(help))
    }
}

/// `verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Properties: `https://example.com/` or `sc-domain:example.com`.
    #[arg(required = true, value_name = "SITE")]
    pub(crate) properties: Vec<String>,

    /// Way to prove the ownership [default: `file`, and `dns-txt` for `sc-domain:`].
    #[arg(
        long,
        value_name = "METHOD",
        env = "SITEMAP_SUBMIT_METHOD",
        hide_env_values = true
    )]
    pub(crate) method: Option<MethodArg>,

    /// Google account of a person who becomes an owner as well.
    #[arg(
        long,
        value_name = "EMAIL",
        env = "SITEMAP_SUBMIT_OWNER",
        hide_env_values = true
    )]
    pub(crate) owner: Option<String>,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// Time limit for each property, the wait for its token included.
    #[arg(long, value_name = "DURATION", env = "SITEMAP_SUBMIT_DEADLINE", hide_env_values = true,
          default_value = "10m", value_parser = duration)]
    pub(crate) deadline: Duration,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub(crate) format: Format,
}

impl VerifyArgs {
    /// The options of the run.
    ///
    /// # Errors
    /// [`SettingsError`] if an argument is invalid.
    pub(crate) fn options(&self) -> Result<VerifyOptions, SettingsError> {
        let named = self.properties.iter();
        Ok(VerifyOptions {
            properties: named.map(|name| property(name)).collect::<Result<_, _>>()?,
            method: self.method.map(|method| method.0),
            owner: self.owner.clone(),
            connection: settings::connection(&self.key)?,
            deadline: self.deadline,
        })
    }
}
