//! Shows progress on a terminal for work that takes longer than a second.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{
    HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
};

/// Delay before progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// Interval between two frames of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// A progress bar on standard error, removed when dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Number of URLs in the sitemaps that an index lists, as far as they were read.
    urls: Arc<AtomicU64>,
    appear: Option<tokio::task::JoinHandle<()>>,
}

impl Progress {
    /// Starts; nothing is shown before [`PATIENCE`] has passed, and never without a terminal.
    pub(crate) fn start() -> Self {
        let bar = ProgressBar::hidden();
        let appear = std::io::stderr().is_terminal().then(|| {
            let bar = bar.clone();
            tokio::spawn(async move {
                tokio::time::sleep(PATIENCE).await;
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(TICK);
            })
        });
        Self {
            bar,
            urls: Arc::default(),
            appear,
        }
    }

    /// Disabled progress.
    pub(crate) fn hidden() -> Self {
        Self {
            bar: ProgressBar::hidden(),
            urls: Arc::default(),
            appear: None,
        }
    }

    /// Sets the number of `things`, such as `sitemaps`.
    pub(crate) fn expect(&self, amount: usize, things: &str) {
        let template =
            format!("{{spinner}} [{{bar:20}}] {{pos}}/{{len}} {things}, {{elapsed}}  {{wide_msg}}");
        self.restart(amount as u64);
        if let Ok(style) = ProgressStyle::with_template(&template) {
            self.bar.set_style(style);
        }
    }

    /// Sets the number of pages to inspect and of inspections left today; from then on, the rate
    /// and the remaining pages are shown after each page.
    pub(crate) fn expect_asking(&self, pages: u64, left_today: u64) {
        let template = "{spinner} [{bar:20}] {pos}/{len} pages, {per_sec}, {eta} left, \
                        {left_today} inspections left today";
        let left = move |state: &ProgressState, text: &mut dyn fmt::Write| {
            let _ = write!(text, "{}", left_today.saturating_sub(state.pos()));
        };
        self.restart(pages);
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.with_key("left_today", left));
        }
    }

    /// Adds sitemaps that a document lists; from then on, their URLs, the rate and the remaining
    /// time are shown.
    pub(crate) fn expect_listed(&self, sitemaps: usize) {
        let template = "{spinner} [{bar:20}] {pos}/{len} sitemaps, {urls}, {left}  {wide_msg}";
        let urls = Arc::clone(&self.urls);
        let urls = move |state: &ProgressState, text: &mut dyn fmt::Write| {
            let urls = urls.load(Ordering::Relaxed);
            let rate = urls as f64 / state.elapsed().as_secs_f64().max(0.001);
            let (urls, rate) = (HumanCount(urls), HumanCount(rate as u64));
            let _ = write!(text, "{urls} URLs, {rate}/s");
        };
        let left = |state: &ProgressState, text: &mut dyn fmt::Write| {
            let _ = match state.pos() {
                0 => write!(text, "time left unknown"),
                _ => write!(text, "{:#} left", HumanDuration(state.eta())),
            };
        };
        self.bar.inc_length(sitemaps as u64);
        if let Ok(style) = ProgressStyle::with_template(template) {
            let style = style.with_key("urls", urls).with_key("left", left);
            self.bar.set_style(style);
        }
    }

    /// Counts listed sitemaps as done, with their URLs.
    pub(crate) fn listed_done(&self, sitemaps: usize, urls: u64) {
        self.urls.fetch_add(urls, Ordering::Relaxed);
        self.bar.inc(sitemaps as u64);
    }

    fn restart(&self, length: u64) {
        self.bar.reset();
        self.bar.set_length(length);
    }

    /// Shows the current action.
    pub(crate) fn doing(&self, what: &str, to: &str) {
        self.bar.set_message(format!("{what} {to}"));
    }

    /// Counts one item as done.
    pub(crate) fn one_done(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(appear) = &self.appear {
            appear.abort();
        }
        self.bar.finish_and_clear();
    }
}
