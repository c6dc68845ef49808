//! `verify`: the account proves that it owns properties, and adds them to its list.

use std::time::Duration;

use http::{HeaderMap, Method as HttpMethod};
use net::Deadline;
use net::transport::{Request, Transport};
use search_console::auth::Scope;
use search_console::site_verification::{Method, VerifiedSite};
use search_console::sites::PermissionLevel;
use search_console::{CallError, Client, Error, Property, Rejection};
use url::Url;

use super::connection::Connection;
use super::credentials::with_pipe_read;
use crate::app::clients::Clients;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::model::google_api::{api_exit_code, api_remedy};
use crate::model::{ExitCode, Failure, FailureReport, Remedy, VerificationReport};

/// The wait after the first look for the token; it doubles.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// No wait between two looks is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Time limit of one look at the site.
const LOOK: Duration = Duration::from_secs(30);

/// Options of a verification.
#[derive(Debug)]
pub(crate) struct VerifyOptions {
    pub(crate) properties: Vec<Property>,
    /// Way of the proof; `None` for the usual one of each property.
    pub(crate) method: Option<Method>,
    /// E-mail address of a person who becomes an owner as well.
    pub(crate) owner: Option<String>,
    pub(crate) connection: Connection,
    /// Time limit of each property, the wait for its token included.
    pub(crate) deadline: Duration,
}

/// Verification that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VerifyError {
    /// The method does not suit the property.
    #[error("{property} cannot be verified by {}", name(*.method))]
    Unsuitable {
        /// The property.
        property: Property,
        /// The method.
        method: Method,
    },
    /// A call of Google failed.
    #[error("failed to verify {property}")]
    Google {
        /// The property.
        property: Property,
        /// The account's e-mail.
        account: String,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// The token was not found before the deadline.
    #[error("the verification token of {property} was not found in time")]
    NotFound {
        /// The property.
        property: Property,
        /// Google's last response, if the token was live.
        #[source]
        source: Option<CallError>,
    },
    /// Google accepted the token, but the account is not an owner.
    #[error("{property} was verified, but the account is only {permission}")]
    NotOwner {
        /// The property.
        property: Property,
        /// Permission of the account.
        permission: String,
    },
}

impl Failure for VerifyError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Unsuitable { .. } => ExitCode::Usage,
            Self::Google { source, .. } => api_exit_code(&source.error),
            Self::NotFound { .. } | Self::NotOwner { .. } => ExitCode::NotConfirmed,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Unsuitable { property, .. } if property.is_domain() => {
                Some("use `--method dns-txt` or `--method dns-cname`".into())
            }
            Self::Unsuitable { .. } => Some("use `--method file` or `--method meta`".into()),
            Self::Google {
                property,
                account,
                source,
            } => api_remedy(&source.error, account, Some(property.name())),
            Self::NotFound { .. } => Some(
                "put the token in place as printed, and run again with a longer `--deadline`: the token stays the same, and DNS records can take hours"
                    .into(),
            ),
            Self::NotOwner { .. } => Some("run again later: permissions take some minutes".into()),
        }
    }
}

/// Verifies properties; returns a report for each. `announce` gets each instruction as soon as it
/// is known, since the run then waits until it is carried out.
///
/// # Errors
/// If the key cannot be used, or a signal arrives first.
pub(crate) async fn verify(
    options: VerifyOptions,
    announce: fn(&str),
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<VerificationReport>, FailureReport> {
    let deadline = Deadline::after(options.deadline);
    let connection = with_pipe_read(options.connection, deadline, shutdown).await?;
    let client = clients.client(connection, Scope::Verification)?;
    let transport = clients.transport();
    let mut reports = Vec::with_capacity(options.properties.len());
    for property in options.properties {
        let method = options.method.unwrap_or_else(|| usual_method(&property));
        let mut job = Job {
            client: &client,
            transport: &*transport,
            property: &property,
            method,
            deadline: Deadline::after(options.deadline),
            report: VerificationReport {
                property: property.name().to_owned(),
                method: name(method),
                token: None,
                instruction: None,
                permission: None,
                owners: Vec::new(),
                error: None,
            },
        };
        let done = tokio::select! {
            done = job.run(options.owner.as_deref(), announce) => done,
            stop = shutdown.requested() => return Err(Stopped(stop).into()),
        };
        let error = done.err().map(FailureReport::from);
        reports.push(VerificationReport {
            error,
            ..job.report
        });
    }
    Ok(reports)
}

const fn usual_method(property: &Property) -> Method {
    if property.is_domain() {
        Method::DnsTxt
    } else {
        Method::File
    }
}

/// Name of a method in options and reports.
pub(crate) const fn name(method: Method) -> &'static str {
    match method {
        Method::File => "file",
        Method::Meta => "meta",
        Method::DnsTxt => "dns-txt",
        Method::DnsCname => "dns-cname",
    }
}

struct Job<'a> {
    client: &'a Client,
    transport: &'a dyn Transport,
    property: &'a Property,
    method: Method,
    deadline: Deadline,
    report: VerificationReport,
}

impl Job<'_> {
    async fn run(&mut self, owner: Option<&str>, announce: fn(&str)) -> Result<(), VerifyError> {
        let (client, property, deadline) = (self.client, self.property, self.deadline);
        if !self.method.suits(property) {
            return Err(VerifyError::Unsuitable {
                property: property.clone(),
                method: self.method,
            });
        }
        let token = client.verification_token(property, self.method, deadline);
        let token = token.await.map_err(self.failed())?;
        let instruction = instruction(property, self.method, &token);
        announce(&instruction);
        self.report.instruction = Some(instruction);
        self.report.token = Some(token.clone());
        let mut site = self.wait(&token).await?;
        client
            .add_site(property, deadline)
            .await
            .map_err(self.failed())?;
        if let Some(owner) = owner.filter(|owner| !site.owners.iter().any(|one| one == owner)) {
            let mut owners = site.owners.clone();
            owners.push(owner.to_owned());
            let changed = client.set_owners(&site, &owners, deadline).await;
            site = changed.map_err(self.failed())?;
        }
        self.report.owners = site.owners;
        let listed = client
            .site(property, deadline)
            .await
            .map_err(self.failed())?;
        let permission = listed.permission_level.as_str().to_owned();
        self.report.permission = Some(permission.clone());
        if listed.permission_level != PermissionLevel::Owner {
            let property = property.clone();
            return Err(VerifyError::NotOwner {
                property,
                permission,
            });
        }
        Ok(())
    }

    fn failed(&self) -> impl Fn(CallError) -> VerifyError + use<> {
        let (property, account) = (self.property.clone(), self.client.account().to_owned());
        move |source| VerifyError::Google {
            property: property.clone(),
            account: account.clone(),
            source,
        }
    }

    /// Waits until the token is live and Google accepts it.
    async fn wait(&self, token: &str) -> Result<VerifiedSite, VerifyError> {
        let mut wait = FIRST_WAIT;
        let mut last = None;
        loop {
            if self.is_live(token).await {
                let verified = self
                    .client
                    .verify_site(self.property, self.method, self.deadline);
                match verified.await {
                    Ok(site) => return Ok(site),
                    Err(error) if is_not_found(&error) => last = Some(error),
                    Err(error) => return Err(self.failed()(error)),
                }
            }
            if wait >= self.deadline.remaining() {
                return Err(VerifyError::NotFound {
                    property: self.property.clone(),
                    source: last,
                });
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// True if the token is served. DNS records are left to Google, whose resolvers decide.
    async fn is_live(&self, token: &str) -> bool {
        let Some(url) = self
            .property
            .prefix()
            .and_then(|prefix| place(prefix, self.method, token))
        else {
            return true;
        };
        let request = Request {
            method: HttpMethod::GET,
            url,
            headers: HeaderMap::new(),
            body: bytes::Bytes::new(),
            timeout: LOOK.min(self.deadline.remaining()),
        };
        let sent = self.transport.send(request);
        let Ok(Ok(response)) = tokio::time::timeout_at(self.deadline.at(), sent).await else {
            return false;
        };
        let body = String::from_utf8_lossy(&response.body);
        // A page may write the tag in its own way, so only the code in it is compared.
        response.status.is_success() && body.contains(code(token))
    }
}

/// True if Google did not find the token.
fn is_not_found(error: &CallError) -> bool {
    matches!(&error.error, Error::Api(api) if api.rejection == Rejection::BadRequest)
}

/// URL at which the token has to be served; `None` for DNS records.
fn place(prefix: &Url, method: Method, token: &str) -> Option<Url> {
    match method {
        Method::File => prefix.join(token).ok(),
        Method::Meta => Some(prefix.clone()),
        Method::DnsTxt | Method::DnsCname => None,
    }
}

/// The part of the token that a page has to contain.
fn code(token: &str) -> &str {
    token
        .split_once("content=\"")
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or(token)
}

/// Place of the token, for a person.
fn instruction(property: &Property, method: Method, token: &str) -> String {
    let domain = property.domain().unwrap_or_default();
    match (method, property.prefix()) {
        (Method::File, Some(prefix)) => match prefix.join(token) {
            Ok(url) => {
                format!("serve `google-site-verification: {token}` at {url}, and keep it there")
            }
            Err(_) => format!("serve a file {token} below {prefix}, and keep it there"),
        },
        (Method::Meta, Some(prefix)) => {
            format!("add {token} to the <head> of {prefix}, and keep it there")
        }
        (Method::DnsCname, _) => match token.split_once(' ') {
            Some((host, target)) => {
                format!("add a CNAME record from {host} to {target}, and keep it there")
            }
            None => format!("add a CNAME record of {domain}: {token}, and keep it there"),
        },
        (Method::DnsTxt | Method::File | Method::Meta, _) => {
            format!("add a TXT record of {domain} with `{token}`, and keep it there")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_name_the_place_of_the_token() {
        let prefix: Property = "https://example.com/blog/".parse().unwrap();
        let domain: Property = "sc-domain:example.com".parse().unwrap();
        let meta = "<meta name=\"google-site-verification\" content=\"abc\" />";
        for (property, method, token, expected) in [
            (
                &prefix,
                Method::File,
                "google1.html",
                "serve `google-site-verification: google1.html` at https://example.com/blog/google1.html, and keep it there",
            ),
            (
                &prefix,
                Method::Meta,
                meta,
                "add <meta name=\"google-site-verification\" content=\"abc\" /> to the <head> of https://example.com/blog/, and keep it there",
            ),
            (
                &domain,
                Method::DnsTxt,
                "google-site-verification=abc",
                "add a TXT record of example.com with `google-site-verification=abc`, and keep it there",
            ),
            (
                &domain,
                Method::DnsCname,
                "abc.example.com gv-1.dv.googlehosted.com",
                "add a CNAME record from abc.example.com to gv-1.dv.googlehosted.com, and keep it there",
            ),
        ] {
            assert_eq!(instruction(property, method, token), expected);
        }
        assert_eq!((code(meta), code("google1.html")), ("abc", "google1.html"));
    }
}
