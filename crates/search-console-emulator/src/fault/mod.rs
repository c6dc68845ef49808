//! Fault injection.

mod effect;
mod kind;
mod queue;
mod rule;
mod schedule;

pub(crate) use effect::{Delivery, Effect, Processing, RequestContext, effect};
pub use kind::{Fault, ForbiddenReason, InvalidGrantReason, Moment, RetryAfter};
pub(crate) use queue::FaultQueue;
pub use rule::{FaultRule, PathMatch, RequestMethod, Times};
pub use schedule::{FaultSchedule, Hanging, Mix};
