//! Options of the server for agents.

use std::net::SocketAddr;
use std::time::Duration;

use secrecy::SecretString;

use super::connection::Connection;
use super::store_location::StoreLocation;
use crate::model::FailureReport;
use crate::store::InspectionQuota;

/// Options of the server for agents.
#[derive(Debug)]
pub(crate) struct ServeOptions {
    /// Address of the HTTP server; `None` for standard input and output.
    pub(crate) http: Option<HttpAccess>,
    pub(crate) allowed: Allowed,
    /// True if tools may fetch from addresses that are not public.
    pub(crate) fetches_private: bool,
    /// Connection to Search Console, or the error that prevents it.
    pub(crate) connection: Result<Connection, FailureReport>,
    pub(crate) store: StoreLocation,
    pub(crate) quota: InspectionQuota,
    /// Time limit of a tool call.
    pub(crate) deadline: Duration,
}

/// Permissions of agents in Search Console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// Sitemaps may be submitted.
    pub(crate) submit: bool,
    /// Sitemaps may be removed.
    pub(crate) delete: bool,
}

/// Address and access control of the HTTP server.
#[derive(Debug)]
pub(crate) struct HttpAccess {
    /// The address.
    pub(crate) address: SocketAddr,
    /// Bearer token of every request; `None` only on loopback.
    pub(crate) token: Option<SecretString>,
    /// Names of the server, in addition to those of loopback.
    pub(crate) hosts: Vec<String>,
    /// Origins of web pages that may send requests, in addition to those of loopback.
    pub(crate) origins: Vec<String>,
}
