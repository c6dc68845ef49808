//! What to do about what Google answers, or does not.

use jiff::{SignedDuration, Unit};
use net::fault::ConnectionFault;
use net::transport::TransportError;
use search_console::auth::TokenError;
use search_console::{CallError, Error, Rejection};
use url::Url;

use super::super::some_of;
use super::for_key;
use crate::engine::links;
use crate::engine::{GoogleError, PropertyChoiceError};

/// A clock that is off by less does not make a token endpoint refuse an assertion.
const NOTABLE_SKEW: SignedDuration = SignedDuration::from_secs(30);

pub(super) fn for_google(error: &GoogleError) -> Option<String> {
    match error {
        GoogleError::Property { source, .. } => Some(for_property(source)),
        GoogleError::Sites { account, source } => for_call(source, account, None),
        GoogleError::Submit {
            property,
            account,
            source,
            ..
        }
        | GoogleError::Delete {
            property,
            account,
            source,
            ..
        }
        | GoogleError::Analytics {
            property,
            account,
            source,
        }
        | GoogleError::Record {
            property,
            account,
            source,
            ..
        } => for_call(source, account, Some(property.name())),
        GoogleError::NotShown { property, .. } | GoogleError::Unreadable { property, .. } => {
            Some(format!(
                "look at {}, and run again",
                links::sitemaps_page(property.name())
            ))
        }
        GoogleError::NotDownloaded { .. } => Some(
            "Google downloads when it sees fit, often within hours; `sitemap-submit status` shows when it did".to_owned(),
        ),
    }
}

pub(super) fn for_property(error: &PropertyChoiceError) -> String {
    match error {
        PropertyChoiceError::DoesNotCover { sitemap, .. } => {
            let prefix = origin(sitemap);
            match sitemap.domain() {
                Some(domain) => {
                    format!("`--site {prefix}` or `--site sc-domain:{domain}` would cover it")
                }
                None => format!("`--site {prefix}` would cover it"),
            }
        }
        PropertyChoiceError::NoneCovers {
            account,
            sitemap,
            visible,
        } => {
            let prefix = origin(sitemap);
            let sees = if visible.is_empty() {
                "it sees no property".to_owned()
            } else {
                format!("it sees {}", some_of(visible))
            };
            format!(
                "{sees}; add {account} as a full user of {prefix} at {}",
                links::users_page(&prefix)
            )
        }
        PropertyChoiceError::NotListed {
            account, visible, ..
        } => format!(
            "it sees {}; name one of them, or add {account} to the property in Search Console (Settings > Users and permissions)",
            if visible.is_empty() {
                "none".to_owned()
            } else {
                some_of(visible)
            }
        ),
        PropertyChoiceError::MayNotSubmit {
            account, property, ..
        } => format!(
            "make {account} a full user or owner at {}",
            links::users_page(property)
        ),
    }
}

fn origin(url: &Url) -> String {
    format!("{}/", url.origin().ascii_serialization())
}

fn for_call(error: &CallError, account: &str, property: Option<&str>) -> Option<String> {
    for_api(&error.error, account, property)
}

pub(super) fn for_api(error: &Error, account: &str, property: Option<&str>) -> Option<String> {
    match error {
        Error::Token(error) => for_token(error),
        Error::Api(error) => for_rejection(&error.rejection, account, property),
        Error::Transport(error) => Some(for_transport(error)),
        Error::Answer(_) => Some(something_between()),
    }
}

fn for_token(error: &TokenError) -> Option<String> {
    match error {
        TokenError::Key(error) => Some(for_key(error)),
        TokenError::Sign => None,
        TokenError::Rejected { clock_ahead, .. } => {
            Some(match clock_ahead.filter(|skew| skew.abs() > NOTABLE_SKEW) {
                Some(skew) => clock_is_off(skew),
                None => format!(
                    "check that the key and its account still exist at {}, and create a new key if not",
                    links::SERVICE_ACCOUNTS
                ),
            })
        }
        TokenError::Transport(error) => Some(for_transport(error)),
        TokenError::Unavailable { .. } => Some("run again later".to_owned()),
        TokenError::Answer { .. } => Some(something_between()),
    }
}

fn clock_is_off(ahead: SignedDuration) -> String {
    let direction = if ahead.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    // The other clock was read from a header that tells whole seconds.
    let off = ahead.abs();
    let unit = if off.as_secs() < 90 {
        Unit::Second
    } else {
        Unit::Minute
    };
    let off = off.round(unit).unwrap_or(off);
    format!(
        "this machine's clock is {off:#} {direction} Google's; set it, or start its time synchronisation"
    )
}

fn for_rejection(rejection: &Rejection, account: &str, property: Option<&str>) -> Option<String> {
    let text = match rejection {
        Rejection::Unauthenticated => format!(
            "check that the account's key is still valid at {}",
            links::SERVICE_ACCOUNTS
        ),
        Rejection::Forbidden => match property {
            Some(property) => format!(
                "add {account} as a full user or owner of {property} at {}",
                links::users_page(property)
            ),
            None => format!(
                "add {account} to the property in Search Console (Settings > Users and permissions)"
            ),
        },
        Rejection::ApiDisabled { enable_at } => format!(
            "enable the Search Console API at {}, and wait some minutes",
            enable_at.as_deref().unwrap_or(links::ENABLE_API)
        ),
        Rejection::InsufficientScope => {
            "use the service account's own key; a token with other scopes does not do".to_owned()
        }
        Rejection::RateLimited => "run again later, or less often".to_owned(),
        Rejection::QuotaExceeded => {
            "run again tomorrow: quotas start anew at midnight Pacific time".to_owned()
        }
        Rejection::NotFound => match property {
            Some(property) => format!(
                "check that {property} is the property's exact name: `sitemap-submit sites` lists those that {account} sees"
            ),
            None => return None,
        },
        Rejection::BadRequest => {
            "check the property's name and the sitemap's address; if both are right, this is a bug"
                .to_owned()
        }
        Rejection::Unavailable => "run again later".to_owned(),
        Rejection::NotTheApi => something_between(),
    };
    Some(text)
}

fn for_transport(error: &TransportError) -> String {
    let text = match error {
        TransportError::Connection { fault, .. } => match fault {
            ConnectionFault::Resolve | ConnectionFault::Connect => {
                "check that this machine may connect to Google's API"
            }
            ConnectionFault::Certificate | ConnectionFault::Tls => {
                "something between here and Google may be intercepting TLS; name its authority's file in SSL_CERT_FILE"
            }
            ConnectionFault::Timeout | ConnectionFault::Cut => {
                "run again later, or allow more with `--deadline`"
            }
        },
        TransportError::AnswerTooLong { .. } => return something_between(),
    };
    text.to_owned()
}

fn something_between() -> String {
    "something between here and Google answers in its place: look at proxies and captive portals"
        .to_owned()
}
