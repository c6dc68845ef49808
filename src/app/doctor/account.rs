//! The checks of the account: credentials, token, clock, API, scope and properties.

use jiff::SignedDuration;
use search_console::sites::Site;
use search_console::{Client, Error, Rejection};
use tokio::time::Instant;

use super::{Doctor, skip};
use crate::app::run_error::NoProperty;
use crate::engine::GoogleError;
use crate::model::{CheckReport, FailureReport, abbreviated};

/// Clock skew above which the token endpoint rejects assertions.
const TOLERATED_SKEW: SignedDuration = SignedDuration::from_secs(30);

impl Doctor<'_> {
    /// Checks the key, a token, the clock, the API and the properties of the account.
    pub(super) async fn google(&self, checks: &mut Vec<CheckReport>) -> Option<Vec<Site>> {
        const AFTER_KEY: [&str; 5] = ["token", "clock", "api", "scope", "properties"];
        let client = match &self.client {
            Ok(client) => client,
            Err(failure) => {
                checks.push(CheckReport::failed("credentials", failure.clone()));
                skip(checks, &AFTER_KEY, "there are no credentials");
                return None;
            }
        };
        let account = client.account().to_owned();
        checks.push(CheckReport::ok(
            "credentials",
            format!("the key of {account} can be read"),
        ));
        let listed = client.list_sites(self.deadline).await;
        let source = match listed {
            Ok(called) => {
                checks.push(CheckReport::ok("token", "a token was issued for the key"));
                self.check_clock(checks, client);
                let answers = if client.is_emulator() {
                    "an emulator answers, not Google (SEARCH_CONSOLE_EMULATOR_HOST)"
                } else {
                    "the Search Console API responds"
                };
                checks.push(CheckReport::ok("api", answers));
                checks.push(CheckReport::ok("scope", "the token may read and write"));
                checks.push(properties(&account, &called.value));
                return Some(called.value);
            }
            Err(source) => source,
        };
        let failed_at = match &source.error {
            Error::Token(_) => "token",
            Error::Api(api) if api.rejection == Rejection::InsufficientScope => "scope",
            Error::Api(api) if api.rejection == Rejection::Unauthenticated => "token",
            Error::Api(_) | Error::Transport(_) | Error::Response(_) => "api",
        };
        let failure = FailureReport::from(GoogleError::Sites { account, source });
        for check in AFTER_KEY {
            if check == failed_at {
                checks.push(CheckReport::failed(check, failure.clone()));
            } else if check == "clock" {
                self.check_clock(checks, client);
            } else if check == "token" {
                checks.push(CheckReport::ok("token", "a token was issued for the key"));
            } else {
                skip(checks, &[check], "the properties could not be listed");
            }
        }
        None
    }

    fn check_clock(&self, checks: &mut Vec<CheckReport>, client: &Client) {
        let Some(theirs) = client.server_clock().at_least(Instant::now()) else {
            skip(checks, &["clock"], "Google's response has no `Date` header");
            return;
        };
        let ahead = (self.clock)().duration_since(theirs);
        checks.push(if ahead.abs() > TOLERATED_SKEW {
            CheckReport::warning(
                "clock",
                format!(
                    "this machine's clock is {} s ahead of Google's",
                    ahead.as_secs()
                ),
                "set the clock, or start its time synchronisation",
            )
        } else {
            CheckReport::ok("clock", "this machine's clock agrees with Google's")
        });
    }
}

fn properties(account: &str, sites: &[Site]) -> CheckReport {
    if sites.is_empty() {
        let failure = NoProperty {
            account: account.to_owned(),
        };
        return CheckReport::failed("properties", failure);
    }
    let names: Vec<&str> = sites.iter().map(|site| site.site_url.as_str()).collect();
    CheckReport::ok(
        "properties",
        format!("{account} sees {}", abbreviated(&names)),
    )
}
