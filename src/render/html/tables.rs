//! The tables of a property. Each cell repeats its heading as `data-label`, which a narrow screen
//! shows in front of it, because there a row becomes a card.

use maud::{Markup, html};

use super::text::{NL, day_of, link, wide};
use crate::model::quantity::{count, grouped};
use crate::model::{HistoryReport, IndexState, Problem, Reason, ReasonCount, Share};

/// Pages in error, with the meaning of the reason.
pub(super) fn errors(history: &HistoryReport) -> Markup {
    let title = "Pages in error";
    if history.errors.is_empty() {
        return html! { (NL) p { "No page is in error." } };
    }
    let hidden = history
        .totals
        .error
        .saturating_sub(history.errors.len() as u64);
    let table = html! {
        table.cards {
            (NL)
            thead { tr {
                th scope="col" { "Page" } th scope="col" { "Reason" }
                th scope="col" { "Since" } th scope="col" { "Last crawl" }
            } }
            (NL)
            tbody {
                @for problem in &history.errors { (error(problem)) }
                (NL)
            }
        }
    };
    html! {
        (NL)
        details open {
            (NL) summary { h3 { (title) } }
            (wide(title, &history.property, &table))
            @if hidden > 0 {
                (NL) p { "And " (count(hidden, "more page")) "." }
            }
            (NL)
        }
    }
}

fn error(problem: &Problem) -> Markup {
    // A newer version may have stored a reason that this one does not know.
    let name = problem.reason.unwrap_or_default();
    let reason = Reason::named(name).map_or(name, Reason::meaning);
    html! {
        (NL)
        tr {
            td.url { (link(&problem.url)) }
            td data-label="Reason" { (reason) }
            td data-label="Since" { (day_of(problem.since)) }
            td data-label="Last crawl" { (day_of(problem.crawled_at)) }
        }
    }
}

/// Reasons for all states but `indexed`, those of errors first.
pub(super) fn reasons(history: &HistoryReport) -> Markup {
    let mut open: Vec<&ReasonCount> = history
        .reasons
        .iter()
        .filter(|one| one.state != IndexState::Indexed)
        .collect();
    open.sort_by_key(|one| one.state != IndexState::Error);
    if open.is_empty() {
        return html! {};
    }
    let title = "Why pages are not indexed";
    let table = html! {
        table.cards {
            (NL)
            thead { tr {
                th scope="col" { "State" } th scope="col" { "Reason" }
                th.n scope="col" { "Pages" } th scope="col" { "What to do" }
            } }
            (NL)
            tbody {
                @for one in open {
                    (NL)
                    tr {
                        td { span class=(one.state.as_str()) { (one.state.as_str()) } }
                        td data-label="Reason" { (one.meaning) }
                        (amount("Pages", one.pages))
                        td data-label="What to do" { (one.advice.unwrap_or("nothing")) }
                    }
                }
                (NL)
            }
        }
    };
    html! { (NL) h3 { (title) } (wide(title, &history.property, &table)) }
}

/// Pages by state, for each sitemap or folder.
pub(super) fn shares(property: &str, title: &str, column: &str, shares: &[Share]) -> Markup {
    if shares.is_empty() {
        return html! {};
    }
    let table = html! {
        table.cards {
            (NL)
            thead { tr { th scope="col" { (column) } (state_heads()) } }
            (NL)
            tbody {
                @for one in shares {
                    (NL)
                    tr {
                        th.url scope="row" { (link(&one.name)) }
                        (amount("listed", one.totals.listed))
                        @for state in IndexState::ALL {
                            (amount(state.as_str(), one.totals.of(state)))
                        }
                        (amount("not inspected", one.totals.not_inspected))
                    }
                }
                (NL)
            }
        }
    };
    html! { (NL) h3 { (title) } (wide(title, property, &table)) }
}

/// Headings of the numbers of pages: listed, by state, not inspected.
pub(super) fn state_heads() -> Markup {
    html! {
        th.n scope="col" { "listed" }
        @for state in IndexState::ALL {
            th.n scope="col" { (state.as_str()) }
        }
        th.n scope="col" { "not inspected" }
    }
}

/// A cell with a number.
pub(super) fn amount(label: &str, pages: u64) -> Markup {
    html! { td.n data-label=(label) { (grouped(pages)) } }
}
