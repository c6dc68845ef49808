//! Exit codes and remedies of errors of the Search Console API, its tokens and keys.

use jiff::{SignedDuration, Unit};
use net::fault::ConnectionFault;
use net::transport::TransportError;
use search_console::auth::{KeyError, Mangling, TokenError};
use search_console::{Error, Rejection};

use super::{Action, ExitCode, Remedy, access, links};

/// Clock skew up to which a token endpoint accepts an assertion.
const NOTABLE_SKEW: SignedDuration = SignedDuration::from_secs(30);

/// Remedy for `error` of a call for `account` about `property`.
pub(crate) fn api_remedy(error: &Error, account: &str, property: Option<&str>) -> Option<Remedy> {
    match error {
        Error::Token(error) => token_remedy(error),
        Error::Api(error) => rejection_remedy(&error.rejection, account, property),
        Error::Transport(error) => Some(transport_remedy(error).into()),
        Error::Response(_) => Some(something_between().into()),
    }
}

fn token_remedy(error: &TokenError) -> Option<Remedy> {
    match error {
        TokenError::Key(error) => Some(key_remedy(error).into()),
        TokenError::Sign => None,
        TokenError::Rejected { clock_ahead, .. } => Some(Remedy::from(
            match clock_ahead.filter(|skew| skew.abs() > NOTABLE_SKEW) {
                Some(skew) => clock_is_off(skew),
                None => format!(
                    "check that the key and its account still exist at {}, and create a new key if not",
                    links::SERVICE_ACCOUNTS
                ),
            },
        )),
        TokenError::Transport(error) => Some(transport_remedy(error).into()),
        TokenError::Unavailable { .. } => Some("run again later".into()),
        TokenError::Response { .. } => Some(something_between().into()),
    }
}

fn clock_is_off(ahead: SignedDuration) -> String {
    let direction = if ahead.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    // Google's clock was read from a header with a resolution of one second.
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

fn rejection_remedy(
    rejection: &Rejection,
    account: &str,
    property: Option<&str>,
) -> Option<Remedy> {
    let text = match rejection {
        Rejection::Unauthenticated => format!(
            "check that the account's key is still valid at {}",
            links::SERVICE_ACCOUNTS
        ),
        Rejection::Forbidden => access::how_to_add(account, property),
        Rejection::ApiDisabled {
            enable_at: Some(page),
        } if page.contains("siteverification") => {
            format!("enable the Site Verification API at {page}, and wait some minutes")
        }
        Rejection::ApiDisabled { enable_at } => format!(
            "enable the Search Console API at {}, and wait some minutes",
            enable_at.as_deref().unwrap_or(links::ENABLE_API)
        ),
        Rejection::InsufficientScope => {
            "use the service account's own key; a token with other scopes is not sufficient"
                .to_owned()
        }
        Rejection::RateLimited => "run again later, or less often".to_owned(),
        Rejection::QuotaExceeded => {
            "run again tomorrow: quotas reset at midnight Pacific time".to_owned()
        }
        Rejection::LoadQuota => {
            "wait 15 minutes and try again, with fewer days or dimensions: queries by page and query text over long periods cost most".to_owned()
        }
        Rejection::ProjectSuspended => format!(
            "look at the project of {account} in {}: its owner was notified of the reason; until then, use an account of another project",
            links::PROJECTS
        ),
        Rejection::ProjectDeleted => format!(
            "restore the project of {account} within 30 days at {}, or create an account in another project",
            links::DELETED_PROJECTS
        ),
        Rejection::BillingDisabled => format!(
            "link the project of {account} to a billing account at {}, or use an account of another project: this API itself is free",
            links::BILLING
        ),
        Rejection::OrganizationRestricted => format!(
            "ask the administrator of the organization of {account} which policy forbids it (API restrictions, VPC Service Controls, allowed locations), or use an account of a project outside of it"
        ),
        Rejection::UserProjectDenied => format!(
            "give {account} the role Service Usage Consumer in the project that the request is charged to, at {}",
            links::IAM
        ),
        Rejection::NotFound => match property {
            Some(property) => {
                return Some(
                    Remedy::new(format!(
                        "check that {property} is the property's exact name: "
                    ))
                    .run(Action::Sites)
                    .text(format!(" lists those that {account} can access")),
                );
            }
            None => return None,
        },
        Rejection::BadRequest => {
            "check the property's name and the sitemap's address; if both are right, this is a bug"
                .to_owned()
        }
        Rejection::Unavailable => "run again later".to_owned(),
        Rejection::NotTheApi => something_between(),
    };
    Some(text.into())
}

fn transport_remedy(error: &TransportError) -> String {
    let text = match error {
        TransportError::Connection { fault, .. } => match fault {
            ConnectionFault::Resolve | ConnectionFault::Connect => {
                "check that this machine may connect to Google's API"
            }
            ConnectionFault::Certificate | ConnectionFault::Tls => {
                "a proxy may be intercepting TLS; set SSL_CERT_FILE to the file of its root certificate"
            }
            ConnectionFault::Timeout | ConnectionFault::Closed => {
                "run again later, or raise `--deadline`"
            }
        },
        TransportError::ResponseTooLong { .. } => return something_between(),
    };
    text.to_owned()
}

fn something_between() -> String {
    "the response is not from Google: check proxies and captive portals".to_owned()
}

/// Remedy for a service-account key that cannot be used.
pub(crate) fn key_remedy(error: &KeyError) -> String {
    match error {
        KeyError::Malformed { .. } | KeyError::Missing { .. } | KeyError::UnusablePrivateKey => {
            new_key()
        }
        KeyError::Mangled(mangling) | KeyError::MangledPrivateKey(mangling) => {
            mangling_remedy(*mangling).to_owned()
        }
        KeyError::NotAServiceAccount { .. } => {
            format!("use the key of a service account; {}", new_key())
        }
        KeyError::TokenEndpoint(_) => {
            "restore the key file as it was downloaded: its token_uri is https://oauth2.googleapis.com/token".to_owned()
        }
    }
}

/// Remedy for a key that was damaged in transit; a new key would be damaged in the same way.
const fn mangling_remedy(mangling: Mangling) -> &'static str {
    match mangling {
        Mangling::Empty => {
            "store the content of the key file, for example with `gh secret set NAME < key.json`"
        }
        Mangling::UnexpandedVariable => {
            "write the variable where it is expanded (not in single quotes), and check that it is set"
        }
        Mangling::UnexpandedExpression => {
            "write `${{ secrets.NAME }}` in `env` or `with` of a workflow step, where it is evaluated"
        }
        Mangling::Masked => "store the content of the key file, not a copy from a log",
        Mangling::Path => {
            "give a path with `--credentials` or SITEMAP_SUBMIT_CREDENTIALS; SITEMAP_SUBMIT_CREDENTIALS_JSON takes the content of the file"
        }
        Mangling::PemAlone => {
            "store the whole key file, which contains `client_email` and `token_uri` besides `private_key`"
        }
        Mangling::PublicKey => {
            "store the JSON key file of the service account; its certificate cannot sign"
        }
        Mangling::CutOff => {
            "store the whole file again, for example with `gh secret set NAME < key.json`; a line of a `.env` file needs it as Base64"
        }
        Mangling::QuotesLost => {
            "store the file without passing it through a shell, for example with `gh secret set NAME < key.json`, or as Base64"
        }
        Mangling::NotText => "store the JSON key file as it was downloaded, or as Base64",
    }
}

/// Instructions for a new service-account key.
pub(crate) fn new_key() -> String {
    format!(
        "create a JSON key of the service account (Keys > Add key) at {}",
        links::SERVICE_ACCOUNTS
    )
}

/// Exit code of a run that ends with `error`.
pub(crate) const fn api_exit_code(error: &Error) -> ExitCode {
    match error {
        Error::Token(error) => token_exit_code(error),
        Error::Api(error) => rejection_exit_code(&error.rejection),
        Error::Transport(_) | Error::Response(_) => ExitCode::ServiceUnavailable,
    }
}

const fn token_exit_code(error: &TokenError) -> ExitCode {
    match error {
        TokenError::Key(_) => ExitCode::Settings,
        TokenError::Sign => ExitCode::Unexpected,
        TokenError::Rejected { .. } => ExitCode::AuthRejected,
        TokenError::Transport(_) | TokenError::Unavailable { .. } | TokenError::Response { .. } => {
            ExitCode::ServiceUnavailable
        }
    }
}

const fn rejection_exit_code(rejection: &Rejection) -> ExitCode {
    match rejection {
        Rejection::Unauthenticated => ExitCode::AuthRejected,
        Rejection::Forbidden
        | Rejection::ApiDisabled { .. }
        | Rejection::InsufficientScope
        | Rejection::ProjectSuspended
        | Rejection::ProjectDeleted
        | Rejection::BillingDisabled
        | Rejection::OrganizationRestricted
        | Rejection::UserProjectDenied => ExitCode::PermissionDenied,
        Rejection::NotFound | Rejection::BadRequest => ExitCode::RequestRejected,
        Rejection::RateLimited | Rejection::QuotaExceeded | Rejection::LoadQuota => ExitCode::Quota,
        Rejection::Unavailable | Rejection::NotTheApi => ExitCode::ServiceUnavailable,
    }
}
