//! `mcp`: serve everything to agents.

use crate::app::clients::Outside;
use crate::app::shutdown::Shutdown;
use crate::cli::McpArgs;
use crate::cli::settings;
use crate::mcp::{Allowed, Desk, serve};
use crate::model::{ExitCode, FailureReport};

/// Serves until the client leaves or a signal comes.
///
/// # Errors
/// When it cannot begin.
pub(crate) async fn mcp(
    args: McpArgs,
    outside: Outside,
    shutdown: &mut Shutdown,
) -> Result<ExitCode, FailureReport> {
    let access = settings::http_access(&args)?;
    let allowed = Allowed {
        submit: args.allow_submit,
        delete: args.allow_delete,
    };
    let desk = Desk::new(
        outside,
        allowed,
        args.account.key,
        args.store,
        args.quota,
        args.account.deadline,
    );
    serve(desk, access, shutdown).await
}
