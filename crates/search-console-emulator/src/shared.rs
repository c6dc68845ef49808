//! State shared by connections, downloads and the handle.

use std::sync::Mutex;
use std::time::Duration;

use crate::api::{Inspections, SearchRow};
use crate::clock::Clock;
use crate::config::{Config, DownloadMode, EnumSpelling, ErrorShape, ServiceState};
use crate::fault::FaultQueue;
use crate::key::{KeyError, KeyFormat, RsaKey, ServiceAccount};
use crate::ledger::Ledger;
use crate::lock::locked;
use crate::quota::QuotaCounter;
use crate::random::hexadecimal;
use crate::secrets::KnownSecrets;
use crate::state::State;
use crate::token::TokenStore;

/// Length of a key ID in bytes, the same as Google's.
const KEY_ID_BYTES: usize = 20;

/// Client ID of the service account, as long as Google's.
const CLIENT_ID: &str = "100000000000000000001";

/// The state of one emulator.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) account: ServiceAccount,
    pub(crate) clock: Clock,
    pub(crate) tokens: TokenStore,
    pub(crate) secrets: KnownSecrets,
    pub(crate) state: Mutex<State>,
    pub(crate) inspections: Mutex<Inspections>,
    pub(crate) quotas: QuotaCounter,
    pub(crate) faults: FaultQueue,
    pub(crate) ledger: Ledger,
    pub(crate) token_lifetime: Duration,
    pub(crate) enum_spelling: EnumSpelling,
    pub(crate) error_shape: ErrorShape,
    pub(crate) download_mode: DownloadMode,
    pub(crate) download_delay: Duration,
    pub(crate) search_rows: Option<Vec<SearchRow>>,
    service: Mutex<ServiceState>,
}

impl Shared {
    /// Creates the state of an emulator at `base_url`.
    pub(crate) fn new(config: Config, base_url: &str) -> Result<Self, KeyError> {
        let key = RsaKey::account()?;
        let secrets = KnownSecrets::default();
        secrets.add_pem(&key.pem(KeyFormat::Pkcs8));
        secrets.add_pem(&key.pem(KeyFormat::Pkcs1));
        Ok(Self {
            account: ServiceAccount {
                email: config.account_email,
                project_id: config.project_id,
                key_id: hexadecimal(KEY_ID_BYTES),
                client_id: CLIENT_ID.to_owned(),
                token_uri: format!("{base_url}{}", crate::token::TOKEN_PATH),
                key,
            },
            clock: Clock::new(config.clock_offset),
            tokens: TokenStore::default(),
            secrets,
            state: Mutex::new(State::new(config.properties)),
            inspections: Mutex::default(),
            quotas: QuotaCounter::new(config.quotas),
            faults: FaultQueue::new(config.faults),
            ledger: Ledger::new(),
            token_lifetime: config.token_lifetime,
            enum_spelling: config.enum_spelling,
            error_shape: config.error_shape,
            download_mode: config.download_mode,
            download_delay: config.download_delay,
            search_rows: config.search_rows,
            service: Mutex::new(config.service),
        })
    }

    pub(crate) fn service(&self) -> ServiceState {
        *locked(&self.service)
    }

    pub(crate) fn set_service(&self, state: ServiceState) {
        *locked(&self.service) = state;
    }
}
