//! Draws conclusions from what the store remembers: how the pages of a property stand, and how they
//! came to it. Pure: it is handed rows and gives numbers.

mod standing;
mod timeline;

pub(crate) use standing::{Problem, ReasonCount, Standing, Totals};
pub(crate) use timeline::{Point, Timeline};
