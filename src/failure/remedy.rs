//! Says what to do about a failure.

use jiff::{SignedDuration, Unit};
use rusqlite::ErrorCode;
use search_console::auth::{KeyError, TokenError};
use search_console::transport::{ConnectionFault, TransportError};
use search_console::{CallError, Error, PropertyError, Rejection};
use url::Url;

use super::{Failure, NothingToDo};
use crate::audit::InvestigationError;
use crate::credentials::CredentialsError;
use crate::engine::{GoogleError, PropertyChoiceError};
use crate::fetch::FetchError;
use crate::freshness::StaleError;
use crate::input::InputError;
use crate::links;
use crate::listing::ListingError;
use crate::reading::ReadError;
use crate::settings::SettingsError;
use crate::store::StoreError;

/// A clock that is off by less does not make a token endpoint refuse an assertion.
const NOTABLE_SKEW: SignedDuration = SignedDuration::from_secs(30);

impl Failure {
    /// What to do about it, if anything can be said.
    pub(super) fn remedy(&self) -> Option<String> {
        match self {
            Self::Settings(error) => Some(for_settings(error)),
            Self::Credentials(error) => Some(for_credentials(error)),
            Self::Trust(_) => Some(
                "name a file of PEM certificates in SSL_CERT_FILE, or unset it to use the system's"
                    .to_owned(),
            ),
            Self::NothingToDo(nothing) => Some(for_nothing(nothing)),
            Self::Discovery { source, .. } => for_fetch(source),
            Self::Read(error) => for_read(error),
            Self::Google(error) => for_google(error),
            Self::Stale(error) => Some(for_stale(error)),
            Self::NoProperty { account } => Some(format!(
                "add {account} to the property in Search Console (Settings > Users and permissions)"
            )),
            Self::PropertyChoice(error) => Some(for_property(error)),
            Self::Invalid { sitemap, .. } => {
                Some(format!("see them with `sitemap-submit validate {sitemap}`"))
            }
            Self::Listing(error) => Some(for_listing(error)),
            Self::Investigation(error) => for_investigation(error),
            Self::Store(error) => for_store(error),
            Self::Stopped(_) | Self::System { .. } => None,
        }
    }
}

fn for_settings(error: &SettingsError) -> String {
    match error {
        SettingsError::Input(error) | SettingsError::Page(error) => for_input(error),
        SettingsError::Site(PropertyError::NoTrailingSlash { suggestion, .. }) => {
            format!("write `--site {suggestion}`")
        }
        SettingsError::Site(PropertyError::Unrecognised { .. }) => {
            "write it as Search Console shows it: `https://example.com/` or `sc-domain:example.com`; `sitemap-submit sites` lists those that the account sees".to_owned()
        }
        SettingsError::NoSite => {
            "name it with `--site`; `sitemap-submit sites` lists those that the account sees"
                .to_owned()
        }
        SettingsError::Days { .. } => "exchange `--start` and `--end`".to_owned(),
        SettingsError::Emulator(_) => {
            "set SEARCH_CONSOLE_EMULATOR_HOST to `127.0.0.1:PORT`, or unset it to reach Google"
                .to_owned()
        }
    }
}

fn for_input(error: &InputError) -> String {
    match error {
        InputError::Empty => {
            "give the sitemap's URL, such as https://example.com/sitemap.xml".to_owned()
        }
        InputError::Scheme { .. } | InputError::NotAUrl { .. } => {
            "write it as https://example.com/sitemap.xml".to_owned()
        }
        InputError::Credentials { .. } => {
            "search engines fetch without a login; give the URL without user name and password"
                .to_owned()
        }
        InputError::NotAPage { .. } => "write it as https://example.com/page".to_owned(),
        InputError::NotSubmittable { given } => format!(
            "check it with `sitemap-submit validate {given}`, and submit the URL at which it is served"
        ),
    }
}

fn for_credentials(error: &CredentialsError) -> String {
    match error {
        CredentialsError::None => {
            "give `--credentials FILE`, or set SITEMAP_SUBMIT_CREDENTIALS_JSON to the key file's content, or GOOGLE_APPLICATION_CREDENTIALS to its path".to_owned()
        }
        CredentialsError::Unreadable { .. } => {
            "check the path and that this user may read it".to_owned()
        }
        CredentialsError::TooLong { .. } => new_key(),
        CredentialsError::Key { source, .. } => for_key(source),
    }
}

fn for_key(error: &KeyError) -> String {
    match error {
        KeyError::Malformed { .. } | KeyError::Missing { .. } | KeyError::UnusablePrivateKey => {
            new_key()
        }
        KeyError::NotAServiceAccount { .. } => {
            format!("use the key of a service account; {}", new_key())
        }
        KeyError::TokenEndpoint(_) => {
            "restore the key file as it was downloaded: its token_uri is https://oauth2.googleapis.com/token".to_owned()
        }
    }
}

fn new_key() -> String {
    format!(
        "create a JSON key of the service account (Keys > Add key) at {}",
        links::SERVICE_ACCOUNTS
    )
}

fn for_nothing(nothing: &NothingToDo) -> String {
    match nothing {
        NothingToDo::NoSitemap => {
            "name a sitemap's URL or a site's root, such as https://example.com/; `--help` shows all".to_owned()
        }
        NothingToDo::NotFound { site, .. } => {
            format!("name the sitemap's URL, or add a `Sitemap:` line to {site}robots.txt")
        }
        NothingToDo::NothingKnown => {
            "audit a sitemap first: `sitemap-submit audit SITEMAP`".to_owned()
        }
        NothingToDo::NoneSubmitted { .. } => {
            "submit one with `sitemap-submit submit SITEMAP`".to_owned()
        }
    }
}

fn for_read(error: &ReadError) -> Option<String> {
    match error {
        ReadError::Fetch { source, .. } => for_fetch(source),
        ReadError::File { .. } => Some("check the path and that this user may read it".to_owned()),
        ReadError::Stdin(_) => None,
    }
}

fn for_fetch(error: &FetchError) -> Option<String> {
    let text = match error {
        FetchError::Status { status, .. } => match status.as_u16() {
            404 | 410 => "check the address; a site's robots.txt usually names its sitemaps",
            401 | 403 => {
                "let the server answer this address without a login, as search engines fetch it"
            }
            _ => "look at the site's server; search engines get the same answer",
        },
        FetchError::Connection { fault, .. } => match fault {
            ConnectionFault::Resolve => "check the host name and the resolver",
            ConnectionFault::Connect => "check that the server is up and reachable from here",
            ConnectionFault::Certificate => {
                "renew the server's certificate, or name its authority's file in SSL_CERT_FILE"
            }
            ConnectionFault::Tls => "check that the server speaks TLS 1.2 or 1.3 on this port",
            ConnectionFault::Timeout => {
                "see why the server is slow, or allow more with `--deadline`"
            }
            ConnectionFault::Cut => "look at the site's server, or at what is between it and here",
        },
        FetchError::Redirect { .. } => "give the address at which the redirects should end",
        FetchError::Coding { .. } => "serve it plain or gzipped",
        FetchError::TooLong { .. } => "split it into several sitemaps and list them in an index",
        FetchError::Client(_) => return None,
    };
    Some(text.to_owned())
}

fn for_google(error: &GoogleError) -> Option<String> {
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

fn for_property(error: &PropertyChoiceError) -> String {
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
                format!("it sees {}", visible.join(", "))
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
                visible.join(", ")
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

fn for_listing(error: &ListingError) -> String {
    match error {
        ListingError::NotASitemap { sitemap } => {
            format!("see what `sitemap-submit validate {sitemap}` says")
        }
        ListingError::Nested { .. } => {
            "list the sitemaps themselves: an index may not list another".to_owned()
        }
        ListingError::Elsewhere { .. } => {
            "audit that sitemap by its own address, with the property that covers it".to_owned()
        }
        ListingError::TooManyPages { .. } => {
            "audit the sitemaps of the index one by one".to_owned()
        }
    }
}

fn for_investigation(error: &InvestigationError) -> Option<String> {
    match error {
        InvestigationError::Spent { .. } => {
            Some("run again after that; what was learnt is kept".to_owned())
        }
        InvestigationError::Full { .. } => {
            Some("see who else inspects URLs of this property, and run again".to_owned())
        }
        InvestigationError::Google {
            property,
            account,
            source,
            ..
        } => for_api(source, account, Some(property.name())),
        InvestigationError::Store(error) => for_store(error),
    }
}

fn for_store(error: &StoreError) -> Option<String> {
    let text = match error {
        StoreError::Folder { .. } | StoreError::Open { .. } => {
            "name a file that this user may write with `--store FILE`, or leave it with `--no-store`"
        }
        StoreError::NotAStore { .. } => "name another file with `--store`",
        StoreError::Newer { .. } => {
            "use the newer version of sitemap-submit, or name another file with `--store`"
        }
        StoreError::Damaged { .. } => {
            "move the file away, or restore it from a copy; a new one is made without it"
        }
        StoreError::None { .. } => "name one with `--store FILE`, and leave out `--no-store`",
        StoreError::Query { source, .. } => match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => "make room on the disk of the store",
            Some(ErrorCode::DatabaseBusy) => "run again: another process held the store",
            Some(ErrorCode::DatabaseCorrupt) => {
                "move the store's file away, or restore it from a copy"
            }
            _ => return None,
        },
        StoreError::Thread(_) => return None,
    };
    Some(text.to_owned())
}

fn for_call(error: &CallError, account: &str, property: Option<&str>) -> Option<String> {
    for_api(&error.error, account, property)
}

fn for_api(error: &Error, account: &str, property: Option<&str>) -> Option<String> {
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

fn for_stale(error: &StaleError) -> String {
    match error {
        StaleError::Unknown { sitemap, .. } => {
            format!("submit it with `sitemap-submit submit {sitemap}`")
        }
        StaleError::NothingIndexed { property, .. } => format!(
            "see why with `sitemap-submit report --site {property}`, and ask anew with `sitemap-submit audit`"
        ),
        StaleError::NeverDownloaded { property, .. } | StaleError::Old { property, .. } => format!(
            "see {} for what keeps Google from downloading it, and submit it again",
            links::sitemaps_page(property)
        ),
    }
}
