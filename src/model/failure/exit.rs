//! Chooses the exit code of a failure.

use search_console::auth::TokenError;
use search_console::{CallError, Error, Rejection};

use super::Failure;
use crate::cli::config_file::ConfigError;
use crate::cli::settings::SettingsError;
use crate::engine::{GoogleError, PropertyChoiceError};
use crate::index::audit::InvestigationError;
use crate::mcp::HttpError;
use crate::model::ExitCode;
use crate::site::fetch::FetchError;
use crate::site::listing::ListingError;
use crate::site::reading::ReadError;
use crate::store::StoreError;

impl Failure {
    /// The exit code that it asks for.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Settings(error) => of_settings(error),
            Self::Config(ConfigError::NoSuchSite { .. }) => ExitCode::Usage,
            Self::Credentials(_) | Self::Trust(_) | Self::Config(_) => ExitCode::Settings,
            Self::NothingToDo(_) => ExitCode::NothingToDo,
            Self::Discovery { source, .. } => of_fetch(source),
            Self::NotLive { .. } => ExitCode::SitemapUnreachable,
            Self::Read(error) => of_read(error),
            Self::Google(error) => of_google(error),
            Self::Heartbeat(_) => ExitCode::HeartbeatFailed,
            Self::Stale(_) => ExitCode::NotConfirmed,
            Self::NoProperty { .. } => ExitCode::PermissionDenied,
            Self::PropertyChoice(error) => of_property(error),
            Self::Invalid { .. } => ExitCode::SitemapInvalid,
            Self::Listing(error) => of_listing(error),
            Self::Investigation(error) => of_investigation(error),
            Self::Store(error) => of_store(error),
            Self::Stopped(stop) | Self::NotBegun { stop, .. } => stop.exit_code(),
            Self::Http(HttpError::Listen { .. }) | Self::Memory | Self::System { .. } => {
                ExitCode::Unexpected
            }
        }
    }
}

const fn of_settings(error: &SettingsError) -> ExitCode {
    match error {
        SettingsError::Input(_)
        | SettingsError::Page(_)
        | SettingsError::Site(_)
        | SettingsError::WaitForUrl(_)
        | SettingsError::Heartbeat(_)
        | SettingsError::NoSite
        | SettingsError::Days { .. } => ExitCode::Usage,
        SettingsError::Emulator(_)
        | SettingsError::Token(_)
        | SettingsError::EmptyToken
        | SettingsError::LongToken
        | SettingsError::NoToken { .. } => ExitCode::Settings,
    }
}

const fn of_read(error: &ReadError) -> ExitCode {
    match error {
        ReadError::Fetch { source, .. } => of_fetch(source),
        ReadError::File { .. } | ReadError::Stdin(_) => ExitCode::SitemapUnreachable,
    }
}

const fn of_fetch(error: &FetchError) -> ExitCode {
    match error {
        // It was reached; it is the sitemap that is wrong.
        FetchError::TooLong { .. } => ExitCode::SitemapInvalid,
        FetchError::Status { .. }
        | FetchError::Connection { .. }
        | FetchError::NotPublic { .. }
        | FetchError::Redirect { .. }
        | FetchError::Coding { .. } => ExitCode::SitemapUnreachable,
        FetchError::Client(_) => ExitCode::Unexpected,
    }
}

const fn of_google(error: &GoogleError) -> ExitCode {
    match error {
        GoogleError::Property { source, .. } => of_property(source),
        GoogleError::Sites { source, .. }
        | GoogleError::Submit { source, .. }
        | GoogleError::Delete { source, .. }
        | GoogleError::Analytics { source, .. }
        | GoogleError::Record { source, .. } => of_call(source),
        GoogleError::NotShown { .. }
        | GoogleError::Unreadable { .. }
        | GoogleError::NotDownloaded { .. } => ExitCode::NotConfirmed,
    }
}

const fn of_property(error: &PropertyChoiceError) -> ExitCode {
    match error {
        PropertyChoiceError::DoesNotCover { .. } => ExitCode::Usage,
        PropertyChoiceError::NoneCovers { .. }
        | PropertyChoiceError::NotListed { .. }
        | PropertyChoiceError::MayNotSubmit { .. } => ExitCode::PermissionDenied,
    }
}

const fn of_listing(error: &ListingError) -> ExitCode {
    match error {
        ListingError::NotASitemap { .. }
        | ListingError::Incomplete { .. }
        | ListingError::Nested { .. }
        | ListingError::Elsewhere { .. }
        | ListingError::TooManyPages { .. } => ExitCode::SitemapInvalid,
    }
}

const fn of_investigation(error: &InvestigationError) -> ExitCode {
    match error {
        InvestigationError::Spent { .. } | InvestigationError::Full { .. } => ExitCode::Quota,
        InvestigationError::Google { source, .. } => of_api(source),
        InvestigationError::Store(error) => of_store(error),
    }
}

const fn of_store(error: &StoreError) -> ExitCode {
    match error {
        StoreError::Folder { .. }
        | StoreError::Open { .. }
        | StoreError::NotAStore { .. }
        | StoreError::Newer { .. }
        | StoreError::Damaged { .. }
        | StoreError::None { .. } => ExitCode::Settings,
        StoreError::Query { .. } | StoreError::Thread(_) => ExitCode::Unexpected,
    }
}

const fn of_call(error: &CallError) -> ExitCode {
    of_api(&error.error)
}

const fn of_api(error: &Error) -> ExitCode {
    match error {
        Error::Token(error) => of_token(error),
        Error::Api(error) => of_rejection(&error.rejection),
        Error::Transport(_) | Error::Answer(_) => ExitCode::ServiceUnavailable,
    }
}

const fn of_token(error: &TokenError) -> ExitCode {
    match error {
        TokenError::Key(_) => ExitCode::Settings,
        TokenError::Sign => ExitCode::Unexpected,
        TokenError::Rejected { .. } => ExitCode::AuthRejected,
        TokenError::Transport(_) | TokenError::Unavailable { .. } | TokenError::Answer { .. } => {
            ExitCode::ServiceUnavailable
        }
    }
}

const fn of_rejection(rejection: &Rejection) -> ExitCode {
    match rejection {
        Rejection::Unauthenticated => ExitCode::AuthRejected,
        Rejection::Forbidden | Rejection::ApiDisabled { .. } | Rejection::InsufficientScope => {
            ExitCode::PermissionDenied
        }
        Rejection::NotFound | Rejection::BadRequest => ExitCode::RequestRejected,
        Rejection::RateLimited | Rejection::QuotaExceeded => ExitCode::Quota,
        Rejection::Unavailable | Rejection::NotTheApi => ExitCode::ServiceUnavailable,
    }
}
