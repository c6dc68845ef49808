//! Makes things go wrong, on request.

mod book;
mod effect;
mod kind;
mod rule;
mod schedule;

pub(crate) use book::FaultBook;
pub(crate) use effect::{Circumstances, Delivery, Effect, Processing, effect};
pub use kind::{Fault, ForbiddenReason, GrantRefusal, Moment, RetryAfter};
pub use rule::{FaultRule, PathMatch, RequestMethod, Times};
pub use schedule::{FaultSchedule, Hanging, Mix};
