//! Chooses the exit code of a failure.

use search_console::auth::TokenError;
use search_console::{CallError, Error, Rejection};

use super::Failure;
use crate::engine::{GoogleError, PropertyChoiceError};
use crate::exit_code::ExitCode;
use crate::fetch::FetchError;
use crate::inspection::ReadError;
use crate::settings::SettingsError;

impl Failure {
    /// The exit code that it asks for.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Settings(error) => of_settings(error),
            Self::Credentials(_) | Self::Trust(_) => ExitCode::Settings,
            Self::NothingToDo(_) => ExitCode::NothingToDo,
            Self::Discovery { source, .. } => of_fetch(source),
            Self::Read(error) => of_read(error),
            Self::Google(error) => of_google(error),
            Self::Stale(_) => ExitCode::NotConfirmed,
            Self::Stopped(stop) => stop.exit_code(),
            Self::System { .. } => ExitCode::Unexpected,
        }
    }
}

const fn of_settings(error: &SettingsError) -> ExitCode {
    match error {
        SettingsError::Input(_) | SettingsError::Site(_) => ExitCode::Usage,
        SettingsError::Emulator(_) => ExitCode::Settings,
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
        | FetchError::Redirect { .. }
        | FetchError::Coding { .. } => ExitCode::SitemapUnreachable,
        FetchError::Client(_) => ExitCode::Unexpected,
    }
}

const fn of_google(error: &GoogleError) -> ExitCode {
    match error {
        GoogleError::Property { source, .. } => match source {
            PropertyChoiceError::DoesNotCover { .. } => ExitCode::Usage,
            PropertyChoiceError::NoneCovers { .. } | PropertyChoiceError::MayNotSubmit { .. } => {
                ExitCode::PermissionDenied
            }
        },
        GoogleError::Sites { source, .. }
        | GoogleError::Submit { source, .. }
        | GoogleError::Record { source, .. } => of_call(source),
        GoogleError::NotShown { .. }
        | GoogleError::Unreadable { .. }
        | GoogleError::NotDownloaded { .. } => ExitCode::NotConfirmed,
    }
}

const fn of_call(error: &CallError) -> ExitCode {
    match &error.error {
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
