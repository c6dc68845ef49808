//! The totals over time, as stacked areas.

use std::fmt::Write as _;

use crate::model::{IndexState, Point};
use crate::render::quantity::grouped;

/// The chart's own units; the page scales it.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
/// Room for the numbers at the left and the days below.
const LEFT: f64 = 56.0;
const BELOW: f64 = 22.0;

/// From the bottom of the stack to its top.
const STACK: [IndexState; 4] = [
    IndexState::Indexed,
    IndexState::Pending,
    IndexState::Excluded,
    IndexState::Error,
];

/// Writes the chart of the `number`th property of the page.
pub(super) fn write(page: &mut String, number: usize, points: &[Point]) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return;
    };
    let most = points.iter().map(sum).max().unwrap_or(0).max(1);
    let scale = Scale {
        most,
        steps: points.len().saturating_sub(1).max(1),
    };
    page.push_str("<h3>Over time</h3>\n<figure>\n");
    let _ = writeln!(
        page,
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"chart-title-{number}\">\n<title id=\"chart-title-{number}\">Pages by state from {} to {}: {} of {} indexed at first, {} of {} at last</title>",
        WIDTH + LEFT,
        HEIGHT + BELOW,
        first.day,
        last.day,
        first.indexed,
        sum(first),
        last.indexed,
        sum(last)
    );
    write_grid(page, &scale);
    let mut below = vec![0; points.len()];
    for state in STACK {
        let above: Vec<u64> = points
            .iter()
            .zip(&below)
            .map(|(point, below)| below + point.of(state))
            .collect();
        if above != below {
            let _ = writeln!(
                page,
                "<path class=\"{}\" d=\"{}\"/>",
                state.as_str(),
                area(&above, &below, &scale)
            );
        }
        below = above;
    }
    let baseline = HEIGHT + BELOW - 6.0;
    let _ = writeln!(
        page,
        "<text x=\"{LEFT}\" y=\"{baseline}\">{}</text><text x=\"{}\" y=\"{baseline}\" class=\"end\">{}</text>\n</svg>",
        first.day,
        LEFT + WIDTH,
        last.day
    );
    page.push_str("<figcaption>");
    for state in STACK {
        let _ = write!(page, "<span class=\"{0}\">{0}</span> ", state.as_str());
    }
    page.push_str("</figcaption>\n</figure>\n");
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

fn write_grid(page: &mut String, scale: &Scale) {
    for pages in [0, scale.most / 2, scale.most] {
        let y = scale.y(pages);
        let _ = writeln!(
            page,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text x=\"{}\" y=\"{:.1}\" class=\"end\">{}</text>",
            LEFT + WIDTH,
            LEFT - 6.0,
            (y + 4.0).max(10.0),
            grouped(pages)
        );
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
