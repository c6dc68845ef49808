//! The totals over time, as stacked areas.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::text::NL;
use crate::model::quantity::grouped;
use crate::model::{IndexState, Point};

/// Size in the chart's units; the page scales it.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
/// Margins for the numbers on the left and the days below.
const LEFT: f64 = 56.0;
const BELOW: f64 = 22.0;

/// From the bottom of the stack to its top.
const STACK: [IndexState; 4] = [
    IndexState::Indexed,
    IndexState::Pending,
    IndexState::Excluded,
    IndexState::Error,
];

/// The chart of the `number`th property of the page.
pub(super) fn figure(number: usize, points: &[Point]) -> Markup {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return html! {};
    };
    let scale = Scale {
        most: points.iter().map(sum).max().unwrap_or(0).max(1),
        steps: points.len().saturating_sub(1).max(1),
    };
    let title = format!("chart-title-{number}");
    let baseline = HEIGHT + BELOW - 6.0;
    html! {
        (NL) h3 { "Over time" }
        (NL)
        figure {
            (NL)
            svg viewBox={ "0 0 " (WIDTH + LEFT) " " (HEIGHT + BELOW) } role="img" aria-labelledby=(title) {
                (NL)
                title id=(title) {
                    "Pages by state from " (first.day) " to " (last.day) ": "
                    (first.indexed) " of " (sum(first)) " indexed at first, "
                    (last.indexed) " of " (sum(last)) " at last"
                }
                (grid(&scale))
                (areas(points, &scale))
                (NL)
                text x=(LEFT) y=(baseline) { (first.day) }
                text.end x=(LEFT + WIDTH) y=(baseline) { (last.day) }
                (NL)
            }
            (NL)
            figcaption {
                @for state in STACK { span class=(state.as_str()) { (state.as_str()) } " " }
            }
            (NL)
        }
    }
}

/// The stacked areas, without those that are empty.
fn areas(points: &[Point], scale: &Scale) -> Markup {
    html! {
        @for (state, below, above) in layers(points) {
            @if above != below {
                (NL)
                path class=(state.as_str()) d=(area(&above, &below, scale)) {}
            }
        }
    }
}

/// Lower and upper edge of each state, in pages.
fn layers(points: &[Point]) -> Vec<(IndexState, Vec<u64>, Vec<u64>)> {
    let mut below = vec![0; points.len()];
    let layer = |state: &IndexState| {
        let above: Vec<u64> = points
            .iter()
            .zip(&below)
            .map(|(point, below)| below + point.of(*state))
            .collect();
        let lower = std::mem::replace(&mut below, above.clone());
        (*state, lower, above)
    };
    STACK.iter().map(layer).collect()
}

fn sum(point: &Point) -> u64 {
    STACK.iter().map(|state| point.of(*state)).sum()
}

struct Scale {
    most: u64,
    steps: usize,
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a picture has few digits")]
    fn x(&self, index: usize) -> f64 {
        LEFT + WIDTH * index as f64 / self.steps as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "a picture has few digits")]
    fn y(&self, pages: u64) -> f64 {
        HEIGHT * (1.0 - pages as f64 / self.most as f64)
    }
}

fn grid(scale: &Scale) -> Markup {
    html! {
        @for pages in [0, scale.most / 2, scale.most] {
            @let y = scale.y(pages);
            (NL)
            line x1=(LEFT) x2=(LEFT + WIDTH) y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
            text.end x=(LEFT - 6.0) y=(format!("{:.1}", (y + 4.0).max(10.0))) { (grouped(pages)) }
        }
    }
}

/// The outline of an area: its upper edge forwards, its lower edge backwards. A single day is drawn
/// as a bar over the whole width.
fn area(above: &[u64], below: &[u64], scale: &Scale) -> String {
    let stretched = |values: &[u64]| match values {
        [only] => vec![*only; 2],
        many => many.to_vec(),
    };
    let (above, below) = (stretched(above), stretched(below));
    let mut path = String::new();
    for (index, pages) in above.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let _ = write!(
            path,
            "{command}{:.1} {:.1}",
            scale.x(index),
            scale.y(*pages)
        );
    }
    for (index, pages) in below.iter().enumerate().rev() {
        let _ = write!(path, "L{:.1} {:.1}", scale.x(index), scale.y(*pages));
    }
    path.push('Z');
    path
}
