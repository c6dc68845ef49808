//! `index-child-address`: a link leads to an address that is not public.

use crate::rules::Rule;
use crate::severity::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    id: "index-child-address",
    severity: Severity::Error,
    summary: "A link leads to an address that is not public.",
    reason: "A public site that links into a private network, to the machine itself or to a cloud's metadata service is a mistake or an attack; nothing is fetched from there.",
    source: "https://owasp.org/www-community/attacks/Server_Side_Request_Forgery",
    remedy: "Serve the sitemap at a public address.",
};
