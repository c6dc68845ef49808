//! Says what to do about a failure.

mod google;

use net::fault::ConnectionFault;
use rusqlite::ErrorCode;
use search_console::PropertyError;
use search_console::auth::KeyError;

use self::google::{for_api, for_google, for_property};
use super::{Failure, NothingToDo};
use crate::app::NotLive;
use crate::app::credentials::CredentialsError;
use crate::app::freshness::StaleError;
use crate::app::heartbeat::HeartbeatError;
use crate::cli::config_file::{ConfigError, Fault};
use crate::cli::settings::SettingsError;
use crate::engine::links;
use crate::index::audit::InvestigationError;
use crate::mcp::HttpError;
use crate::site::fetch::FetchError;
use crate::site::input::InputError;
use crate::site::listing::ListingError;
use crate::site::reading::ReadError;
use crate::store::StoreError;

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
            Self::NotLive { reason, .. } => for_not_live(reason),
            Self::Read(error) => for_read(error),
            Self::Google(error) => for_google(error),
            Self::Stale(error) => Some(for_stale(error)),
            Self::Config(error) => Some(for_config(error)),
            Self::Heartbeat(error) => Some(for_heartbeat(error)),
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
            Self::Http(error) => Some(for_http(error)),
            Self::Memory => Some(
                "start it again; under `mcp-supervisor` that happens by itself, and the session goes on"
                    .to_owned(),
            ),
            Self::Stopped(_) | Self::NotBegun { .. } | Self::System { .. } => None,
        }
    }
}

fn for_settings(error: &SettingsError) -> String {
    match error {
        SettingsError::Input(error)
        | SettingsError::Page(error)
        | SettingsError::WaitForUrl(error) => for_input(error),
        SettingsError::Site(PropertyError::NoTrailingSlash { suggestion, .. }) => {
            format!("write `--site {suggestion}`")
        }
        SettingsError::Site(PropertyError::Credentials) => {
            "write `--site` without the user name and password, as Search Console shows it"
                .to_owned()
        }
        SettingsError::Site(PropertyError::Unrecognised { .. }) => {
            "write it as Search Console shows it: `https://example.com/` or `sc-domain:example.com`; `sitemap-submit sites` lists those that the account sees".to_owned()
        }
        SettingsError::Token(_) => "check the path and that this user may read it".to_owned(),
        SettingsError::EmptyToken | SettingsError::LongToken => {
            "write the token, and nothing else, into the file".to_owned()
        }
        SettingsError::NoToken { .. } => {
            "name a file with a token in `--http-token-file`, or listen on 127.0.0.1".to_owned()
        }
        SettingsError::NoSite => {
            "name it with `--site`; `sitemap-submit sites` lists those that the account sees"
                .to_owned()
        }
        SettingsError::Heartbeat(_) => {
            "copy the address anew from the service that waits for the ping".to_owned()
        }
        SettingsError::Days { .. } => "exchange `--start` and `--end`".to_owned(),
        SettingsError::Emulator(_) => {
            "set SEARCH_CONSOLE_EMULATOR_HOST to `127.0.0.1:PORT`, or unset it to reach Google"
                .to_owned()
        }
    }
}

fn for_config(error: &ConfigError) -> String {
    match error {
        ConfigError::Read { .. } => "check the path and that this user may read it".to_owned(),
        ConfigError::TooLong { .. } => "name a file of settings with `--config`".to_owned(),
        ConfigError::NoSuchSite { .. } => {
            "add it there, or leave `--config` out".to_owned()
        }
        ConfigError::Place { fault, .. } => match fault {
            Fault::Secret { instead, .. } => (*instead).to_owned(),
            Fault::OfTheRun { .. } => "write it before the first `[[sites]]`".to_owned(),
            Fault::NoSite => "say which, such as `sitemap = \"https://example.com/sitemap.xml\"`".to_owned(),
            Fault::Contradiction { .. } => "leave one of them out".to_owned(),
            Fault::NotHere { .. } => "leave it out".to_owned(),
            Fault::Unknown { .. } => {
                "`sitemap-submit submit --help` lists the settings, which are the long names of flags".to_owned()
            }
            Fault::Syntax(_) | Fault::Type { .. } | Fault::Value { .. } => {
                "write it as docs/configuration.md shows it".to_owned()
            }
        },
    }
}

fn for_heartbeat(error: &HeartbeatError) -> String {
    let text = match error {
        HeartbeatError::Unreachable(_) => {
            "see whether this machine may reach it; the sitemap is submitted and confirmed"
        }
        HeartbeatError::Busy { .. } | HeartbeatError::Limited => {
            "run again later; the sitemap is submitted and confirmed"
        }
        HeartbeatError::Refused(_) | HeartbeatError::Unknown => {
            "copy the address anew from the service that waits for the ping; the sitemap is submitted and confirmed"
        }
    };
    text.to_owned()
}

fn for_input(error: &InputError) -> String {
    match error {
        InputError::Empty => {
            "give the sitemap's URL, such as https://example.com/sitemap.xml".to_owned()
        }
        InputError::Scheme { .. } | InputError::NotAUrl { .. } => {
            "write it as https://example.com/sitemap.xml".to_owned()
        }
        InputError::LooseCredentials { .. } | InputError::Credentials { .. } => {
            "search engines fetch without a login; give the URL without user name and password"
                .to_owned()
        }
        InputError::NotAPage { .. } => "write it as https://example.com/page".to_owned(),
        InputError::NotOneSitemap { site } => {
            let robots = site
                .join("/robots.txt")
                .map_or_else(|_| site.to_string(), Into::into);
            format!("give the URL of one sitemap; {robots} names those of the site")
        }
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
        CredentialsError::Content => {
            "put the content into SITEMAP_SUBMIT_CREDENTIALS_JSON, and nothing into `--credentials`, SITEMAP_SUBMIT_CREDENTIALS or GOOGLE_APPLICATION_CREDENTIALS but a path".to_owned()
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
        NothingToDo::NoPages { .. } => {
            "name the property of its pages with `--site`, or give the audit more time with `--deadline`"
                .to_owned()
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
        ReadError::File { source, .. } | ReadError::Stdin(source)
            if source.kind() == std::io::ErrorKind::TimedOut =>
        {
            Some(
                "see that what writes it comes to its end, or allow more with `--deadline`"
                    .to_owned(),
            )
        }
        ReadError::File { .. } => Some("check the path and that this user may read it".to_owned()),
        ReadError::Stdin(_) => None,
    }
}

fn for_not_live(reason: &NotLive) -> Option<String> {
    match reason {
        NotLive::Unread(error) => for_read(error),
        NotLive::Broken { .. } | NotLive::Old { .. } | NotLive::Few { .. } => Some(
            "see whether the deploy went through, or allow it more with `--wait-for-deadline`"
                .to_owned(),
        ),
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
        FetchError::NotPublic { .. } => {
            "serve it at a public address; what a public site links to is not fetched from private networks"
        }
        FetchError::Redirect { .. } => "give the address at which the redirects should end",
        FetchError::Coding { .. } => "serve it plain or gzipped",
        FetchError::TooLong { .. } => "split it into several sitemaps and list them in an index",
        FetchError::Client(_) => return None,
    };
    Some(text.to_owned())
}

fn for_listing(error: &ListingError) -> String {
    match error {
        ListingError::NotASitemap { sitemap } | ListingError::Incomplete { sitemap } => {
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

fn for_http(error: &HttpError) -> String {
    match error {
        HttpError::Listen { .. } => "choose another address with `--http`".to_owned(),
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
