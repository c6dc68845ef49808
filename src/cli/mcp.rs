//! `mcp`: runs the MCP server.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::settings::{self, SettingsError};
use super::shared::{AccountArgs, QuotaArgs, StoreArgs};
use crate::app::{Allowed, HttpAccess, ServeOptions};

/// `mcp`.
#[derive(Debug, Args)]
pub(crate) struct McpArgs {
    /// Serve over streamable HTTP instead of standard input and output, at this address or at
    /// 127.0.0.1:8808. Every address except loopback needs a token.
    #[arg(
        long,
        help_heading = "HTTP",
        value_name = "ADDRESS",
        num_args = 0..=1,
        default_missing_value = "127.0.0.1:8808",
        env = "SITEMAP_SUBMIT_HTTP",
        hide_env_values = true
    )]
    pub(crate) http: Option<SocketAddr>,

    /// File with the bearer token that clients have to send [default: the content of
    /// `SITEMAP_SUBMIT_HTTP_TOKEN`].
    #[arg(long, help_heading = "HTTP", value_name = "FILE", env = "SITEMAP_SUBMIT_HTTP_TOKEN_FILE", hide_env_values = true,
          value_hint = ValueHint::FilePath)]
    pub(crate) http_token_file: Option<PathBuf>,

    /// Host name of the server besides those of loopback. May be repeated.
    #[arg(
        long,
        help_heading = "HTTP",
        value_name = "NAME",
        env = "SITEMAP_SUBMIT_HTTP_HOST",
        hide_env_values = true
    )]
    pub(crate) http_host: Vec<String>,

    /// Origin of web pages that may connect, such as `https://app.example.com`. May be repeated.
    #[arg(
        long,
        help_heading = "HTTP",
        value_name = "ORIGIN",
        env = "SITEMAP_SUBMIT_HTTP_ORIGIN",
        hide_env_values = true
    )]
    pub(crate) http_origin: Vec<String>,

    /// Allow agents to submit sitemaps.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_ALLOW_SUBMIT",
        hide_env_values = true
    )]
    pub(crate) allow_submit: bool,

    /// Allow agents to remove sitemaps from Search Console.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_ALLOW_DELETE",
        hide_env_values = true
    )]
    pub(crate) allow_delete: bool,

    /// Allow agents to name sites at private and loopback addresses. With an emulated Search
    /// Console, this is always allowed.
    #[arg(
        long,
        help_heading = "Decision",
        env = "SITEMAP_SUBMIT_ALLOW_PRIVATE",
        hide_env_values = true
    )]
    pub(crate) allow_private: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,

    #[command(flatten)]
    pub(crate) store: StoreArgs,

    #[command(flatten)]
    pub(crate) quota: QuotaArgs,
}

impl McpArgs {
    /// The options of the server. An unusable address of an emulator is an error of each tool that
    /// needs Search Console, since agents do not see how the server started.
    ///
    /// # Errors
    /// [`SettingsError`] if HTTP access is not safe.
    pub(crate) fn options(&self) -> Result<ServeOptions, SettingsError> {
        let connection = settings::connection(&self.account.key);
        let is_emulated = connection
            .as_ref()
            .is_ok_and(|connection| connection.endpoint.is_emulator());
        Ok(ServeOptions {
            fetches_private: self.allow_private || is_emulated,
            http: self.http_access()?,
            allowed: Allowed {
                submit: self.allow_submit,
                delete: self.allow_delete,
            },
            connection: connection.map_err(Into::into),
            store: settings::store(&self.store),
            quota: settings::quota(&self.quota),
            deadline: self.account.deadline,
        })
    }

    fn http_access(&self) -> Result<Option<HttpAccess>, SettingsError> {
        let Some(address) = self.http else {
            return Ok(None);
        };
        let token = settings::http_token(self.http_token_file.as_deref())?;
        if token.is_none() && !address.ip().is_loopback() {
            return Err(SettingsError::NoToken { address });
        }
        Ok(Some(HttpAccess {
            address,
            token,
            hosts: self.http_host.clone(),
            origins: self.http_origin.clone(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        mcp: McpArgs,
    }

    #[test]
    fn http_without_an_address_is_served_on_loopback() {
        let address = |arguments: &[&str]| {
            let line = Line::try_parse_from([&["test"], arguments].concat()).unwrap();
            line.mcp.http.map(|address| address.to_string())
        };
        assert_eq!(address(&["--allow-submit"]), None);
        let usual = Some("127.0.0.1:8808".to_owned());
        assert_eq!(address(&["--http", "--allow-submit"]), usual);
        assert_eq!(address(&["--http", "[::1]:0"]), Some("[::1]:0".to_owned()));
    }
}
