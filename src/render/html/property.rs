//! The section of one property.

use maud::{Markup, html};

use super::chart;
use super::tables::{errors, reasons, shares};
use super::text::{NL, moment, share};
use crate::model::quantity::{count, grouped};
use crate::model::{HistoryReport, IndexState, Totals, links};

/// The `number`th property of the page: pages in error, then reasons, timeline, and breakdown.
pub(super) fn section(number: usize, history: &HistoryReport) -> Markup {
    let property = history.property.as_str();
    html! {
        (NL)
        section id={ "property-" (number) } {
            (NL) h2 { (property) }
            (NL)
            p.when {
                "As of " (moment(history.generated_at)) ", from earlier audits. "
                a href=(links::index_page(property)) rel="noreferrer" { "Page indexing" }
                " and "
                a href=(links::sitemaps_page(property)) rel="noreferrer" { "sitemaps" }
                " in Search Console."
            }
            @if history.audited {
                (tiles(&history.totals))
                (errors(history))
                (reasons(history))
                (chart::figure(number, &history.timeline))
                (shares(property, "By sitemap", "Sitemap", &history.by_sitemap))
                (shares(property, "By folder", "Folder", &history.by_prefix))
            } @else {
                (NL)
                p { "This property was never audited, so nothing is known about its pages; run "
                    code { "sitemap-submit audit" } " first." }
            }
            (submissions(history))
            (NL)
        }
    }
}

fn tiles(totals: &Totals) -> Markup {
    html! {
        (NL)
        dl.tiles {
            (NL) div { dt { "listed" } dd { (grouped(totals.listed)) } }
            @for state in IndexState::ALL {
                (NL)
                div class=(state.as_str()) {
                    dt { (state.as_str()) }
                    dd { (grouped(totals.of(state))) " " small { (share(totals.of(state), totals.listed)) } }
                }
            }
            (NL)
            div {
                dt { "not inspected" }
                dd { (grouped(totals.not_inspected)) " " small { (share(totals.not_inspected, totals.listed)) } }
            }
            (NL)
        }
    }
}

fn submissions(history: &HistoryReport) -> Markup {
    let confirmed = history.submissions.iter().filter(|one| one.confirmed);
    html! {
        @if let Some(last) = history.last_confirmed() {
            (NL)
            p {
                (count(confirmed.count() as u64, "confirmed submission"))
                " in this time, the last on " (moment(last.at)) "."
            }
        }
    }
}
