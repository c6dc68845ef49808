//! Rules about the hosts of listed URLs that do not depend on the sitemap's location.

use crate::draft::Draft;
use crate::quote::quote;
use crate::rules::{Example, Rule};
use crate::severity::Severity;

pub(crate) static NOT_PUBLIC: Rule = Rule {
    id: "loc-not-public",
    severity: Severity::Error,
    summary: "A URL is on a host that is not public.",
    reason: "Engines cannot reach `localhost`, private addresses, names without a dot and names of local networks, so they drop the URL. Usually the site was built with the base URL of the development server.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Set the base URL of the public site in the generator's configuration and build again.",
    example: Example {
        bad: "<url><loc>http://localhost:4321/shoes</loc></url>",
        good: "<url><loc>https://www.example.com/shoes</loc></url>",
    },
};

pub(crate) fn not_public(amount: &str, host: &str) -> Draft {
    Draft::new(format!(
        "{amount} on {host}, which search engines cannot reach"
    ))
}

pub(crate) static BASE_DOUBLED: Rule = Rule {
    id: "loc-base-doubled",
    severity: Severity::Error,
    summary: "A base URL stands before a full URL.",
    reason: "The generator added its base URL to a URL that was already complete; engines request an address that does not exist.",
    source: "https://www.sitemaps.org/protocol.html#locdef",
    remedy: "Give the generator paths, or full URLs without a base URL.",
    example: Example {
        bad: "<url><loc>https://www.example.comhttps://www.example.com/shoes</loc></url>",
        good: "<url><loc>https://www.example.com/shoes</loc></url>",
    },
};

pub(crate) fn base_doubled(urls: u64, all: u64, base: &str) -> Draft {
    Draft::new(format!(
        "the base URL {base} stands before another full URL in {urls} of {all} URLs"
    ))
}

pub(crate) fn base_doubled_path(address: &[u8]) -> Draft {
    Draft::new(format!(
        "the URL {} has a base URL before a full URL",
        quote(address)
    ))
}

pub(crate) static DIFFER: Rule = Rule {
    id: "loc-hosts-differ",
    severity: Severity::Warning,
    summary: "The URLs are on different hosts.",
    reason: "A sitemap lists the URLs of one host and scheme, unless the other hosts permit it. The location of this file is unknown, so the host of most URLs is considered the right one.",
    source: "https://www.sitemaps.org/protocol.html#location",
    remedy: "Correct the URL; if it is right, set `--base-url` to the URL at which the file will be served.",
    example: Example {
        bad: "<url><loc>https://www.example.com/</loc></url>\n<url><loc>https://www.example.com/a</loc></url>\n<url><loc>https://shop.example.com/</loc></url>",
        good: "<url><loc>https://www.example.com/</loc></url>\n<url><loc>https://www.example.com/a</loc></url>",
    },
};

pub(crate) fn differ(amount: &str, found: &str, usual: &str) -> Draft {
    Draft::new(format!("{amount} on {found}, most others are on {usual}"))
}
