//! The table of all properties of a report.

use maud::{Markup, html};

use super::tables::{amount, state_heads};
use super::text::{NL, day_of, share, wide};
use crate::model::quantity::grouped;
use crate::model::{HistoryReport, IndexState};

/// A row for each property, with a link to its section.
pub(super) fn table(histories: &[HistoryReport]) -> Markup {
    let table = html! {
        table.cards {
            (NL)
            thead { tr { th scope="col" { "Property" } (state_heads()) th scope="col" { "last submission" } } }
            (NL)
            tbody {
                @for (number, history) in histories.iter().enumerate() {
                    (row(number, history))
                }
                (NL)
            }
        }
    };
    wide("All properties", "overview", &table)
}

fn row(number: usize, history: &HistoryReport) -> Markup {
    let totals = &history.totals;
    html! {
        (NL)
        tr {
            th.url scope="row" { a href={ "#property-" (number) } { (history.property) } }
            @if history.audited {
                (amount("listed", totals.listed))
                @for state in IndexState::ALL {
                    td.n data-label=(state.as_str()) {
                        @if state == IndexState::Error && totals.error > 0 {
                            span.error { (grouped(totals.error)) }
                        } @else {
                            (grouped(totals.of(state)))
                        }
                        @if state == IndexState::Indexed {
                            " " small { (share(totals.indexed, totals.listed)) }
                        }
                    }
                }
                (amount("not inspected", totals.not_inspected))
            } @else {
                td colspan="6" data-label="pages" { "never audited" }
            }
            td data-label="last submission" { (day_of(history.last_confirmed().map(|one| one.at))) }
        }
    }
}
